"""Pages that stand where another was asked for: errors, bot walls, consent, logins."""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

from aggregator.core.pages.tree import Element
from aggregator.core.text import shortened, squeeze

_PARTS = re.compile(r"\s*[|•·»]+\s*|\s+[–—-]+\s+|(?<=\d):\s|[.!…]+\s+")
_ENDS = " .!…"
_PAGE = r"(?:(?:the |this |that |your )?(?:requested )?(?:page|article|content|story|url) )"
# What only such pages are called.
_PLAINLY = {
    "a bot wall": r"just a moment|one moment,? please|attention required|pardon our interruption"
    r"|checking your browser(?: before .*)?|please wait while (?:we|your) .*|robot check"
    r"|access (?:to this page )?(?:(?:is|has been) )?denied|zugriff verweigert|accès refusé"
    r"|(?:please )?verify(?:ing)? (?:that )?you are (?:a )?human|human verification|ddos-guard"
    r"|are you (?:a )?(?:human|robot)\??|vercel security checkpoint|you have been blocked"
    r"|request unsuccessful",
    "a consent wall": r"before you continue(?: to .*)?|bevor sie fortfahren|we value your privacy"
    r"|(?:cookie|privacy) (?:consent|wall)",
    "a login": r"(?:subscriber )?login required|subscriber log-?in",
    "an error page": r"(?:http )?error:? [45]\d\d(?: .*)?"
    r"|[45]\d\d(?:[ :-]+(?:error|(?:page )?not found|forbidden|unauthorized|bad request|gone"
    r"|(?:internal )?server error|bad gateway|service (?:temporarily )?unavailable"
    r"|gateway time-?out|too many requests))+"
    rf"|(?:(?:sorry|oops)[,!]? )?{_PAGE}?(?:(?:was|is|can(?:no|['’])?t be|could not be) )?not found"
    rf"|(?:(?:sorry|oops)[,!]? )?{_PAGE}(?:can(?:no|['’])?t|could not) be found"
    rf"|{_PAGE}(?:does not exist|(?:is )?no longer (?:available|exists))"
    r"|bad gateway|internal server error|service (?:temporarily )?unavailable|account suspended"
    r"|page introuvable|seite nicht gefunden|página no encontrada|pagina non trovata",
}
# What may be the title of an article, too: it counts on pages of few words.
_SHORTLY = {
    "a bot wall": r"security check(?:point)?|captcha|bot verification|client challenge|please wait"
    r"|(?:request )?blocked",
    "a consent wall": r"consent|(?:cookie|privacy) (?:settings|notice|preferences|choices)"
    r"|your privacy choices",
    "a login": r"(?:please )?(?:log|sign)[ -]?in(?: to .*)?|login|anmelden|connexion"
    r"|subscribe to (?:continue|read)(?: .*)?",
    "an error page": r"[45]\d\d|error|forbidden|gone|bad request|gateway time-?out|index of /.*"
    r"|(?:(?:site|under|scheduled|down for) )?maintenance|temporarily unavailable|welcome to nginx",
}
_TITLES = [
    (kind, re.compile(said, re.IGNORECASE), re.compile(f"{said}|{_SHORTLY[kind]}", re.IGNORECASE))
    for kind, said in _PLAINLY.items()
]
# What only walls hold, on a page with few words.
_MARKS = (
    "#challenge-form, #challenge-running, #cf-challenge-running, #cf-wrapper, .cf-error-details,"
    " .g-recaptcha, .h-captcha, .cf-turnstile, #px-captcha, iframe[src*='captcha'],"
    " iframe[src*='_Incapsula_Resource'], script[src*='captcha-delivery'],"
    " script[src*='/cdn-cgi/challenge-platform/h/']"
)
_FEW_LETTERS, _HARDLY_ANY, _MANY_SCRIPTS = 1_500, 400, 3
_LONGEST_TITLE = 60
_HEADS = frozenset({"title", "h1"})


def wall(titles: Iterable[str], root: Element) -> str | None:
    """What a page is in place of the one that was asked for, as its titles tell."""
    parts = [part for title in titles for part in (title, *_PARTS.split(title))]
    few = root.letters <= _FEW_LETTERS
    for part in map(squeeze, parts):
        for kind, plainly, shortly in _TITLES:
            if (shortly if few else plainly).fullmatch(part.strip(_ENDS)):
                return kind
    return None


def is_error_page(root: Element) -> bool:
    """Whether a page calls itself an error, whatever else it holds."""
    titles = [one.text() for one in root.find(frozenset({"title"})) if one.letters]
    return wall(titles[:1], root) == "an error page"


def impression(page: LexborHTMLParser, root: Element) -> str:
    """How a page looks on which nothing was found: its links, its title, what it may be."""
    titles = tuple(one.text() for one in root.find(_HEADS) if one.letters)
    links = len(root.find(frozenset({"a"})))
    told = [f"it has {links} link{'' if links == 1 else 's'}"]
    if titles:
        told.append(f"its title: {shortened(titles[0], _LONGEST_TITLE)}")
    if kind := wall(titles, root) or _unread(page, root):
        told.append(f"it looks like {kind}")
    return ", ".join(told)


def _unread(page: LexborHTMLParser, root: Element) -> str | None:
    if root.letters <= _FEW_LETTERS and page.css_first(_MARKS) is not None:
        return "a bot wall"
    if root.letters <= _HARDLY_ANY and len(page.css("script")) >= _MANY_SCRIPTS:
        return "a page that JavaScript builds"
    return None
