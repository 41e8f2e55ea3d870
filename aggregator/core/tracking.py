"""Parameters of addresses that say who came from where, and nothing of what is asked for."""

from collections.abc import Container
from urllib.parse import parse_qsl

# Analytics, social networks and search; mailings; Shopify's shops; the affiliates of Awin, CJ,
# Impact, Partnerize, Rakuten, ShareASale, Skimlinks and Tradedoubler; sessions.
_PREFIXES = (
    "utm_", "mtm_", "matomo_", "piwik_", "pk_", "hsa_", "fb_", "hmb_", "itm_", "campaign_",
    "__hs", "_hs", "__s", "__readwise", "at_", "ga_", "gad_", "stm_", "trk_", "wt_mc", "wt.mc",
    "pr_prod_", "pr_rec_", "pr_ref_", "sv_campaign", "sailthru_", "syte_", "klaviyo_", "awc_",
    "ir_", "sv_tax", "omnisend", "sfmc_", "attn_", "nosto_", "guce_", "amp_js_", "aspsessionid",
)  # fmt: skip
_NAMES = frozenset(
    "_openstat _branch_match_id _branch_referrer _bhlid _ga _gl af cmpid cmp dclid emc epik"
    " ef_id fbclid gbraid gclid gclsrc hsctatracking icid igsh igshid li_fat_id mibextid"
    " ml_subscriber ml_subscriber_hash msclkid ncid ocid rb_clickid rdt_cid s_cid s_kwcid sc_cid"
    " scid sharedid si smid sscid smtyp spm srsltid tblci ttclid twclid vero_conv vero_id wbraid"
    " wickedid xtor yclid ysclid _sp share_id sharesource __twitter_impression"
    " _ke _kx ck_subscriber_id dm_i bxid bx_sender_conversion_id dicbo esid mc_cid mc_eid mc_tc"
    " mkt_tok nb_sb_noss oly_anon_id oly_enc_id omhide trk_contact trk_msg trk_module trk_sid"
    " vgo_ee bbeml nosto guccounter sccid"
    " _fid _pos _psq _sid _ss _v pr_seq sca_ref shpxid syclid"
    " awc cjdata cjevent clickref im_ref im_rewards irclickid irgwc ranmid raneaid ransiteid"
    " afftrack sscid skimlinks tduid zanpid sv1 lsnsubsite iradid irmpname irpid usqp amp_gsa"
    # Who is asking: old software writes it into addresses.
    " phpsessid jsessionid oscsid zenid cftoken".split()
)
# What may choose a document, unless it only says that the click came out of a feed.
_SAYS_FEED = frozenset({"ref", "source", "src", "partner", "from", "via"})
_FEED = frozenset({"rss", "rss2", "feed", "atom", "newsletter", "email", "twitter", "facebook"})


def untracked(query: str, host: str = "") -> str:
    """The query's own pairs in their order and spelling, tracking ones left out.

    `host` is the address's own: a `ref` that names it says where a click came from.
    """
    pairs = [pair for pair in query.split("&") if pair]
    return "&".join(pair for pair in pairs if not _tracks(pair, host))


def unescaped(query: str) -> str:
    """The query without what an escape too many left: `a=1&amp;b=2`, and `?amp;b=2`."""
    return "&".join(_unescaped(pair) for pair in query.split("&"))


def _unescaped(pair: str) -> str:
    while pair.startswith("amp;"):
        pair = pair.removeprefix("amp;")
    return pair


def _tracks(pair: str, host: str) -> bool:
    told = parse_qsl(_unescaped(pair), keep_blank_values=True)
    here = _FEED | ({host, f"www.{host}"} if host else set())
    return bool(told) and all(_is_tracking(name.lower(), said.lower(), here) for name, said in told)


def _is_tracking(name: str, said: str, here: Container[str]) -> bool:
    if name in _NAMES or name.startswith(_PREFIXES):
        return True
    return name in _SAYS_FEED and said in here
