"""Words by which a text tells of an auction: that it sells, how it went, that it is to come.

Of texts in `plain_letters`, in five languages. Every form is bounded, so that a look is linear.
"""

import re

_MONEY = r"(?:(?:us|hk|a|c|au)?[$£€¥₹]|(?:usd|chf|eur|gbp|hkd)\b)"
_WORD = r"[\w$£€.,'%-]{1,20}"
_FEW = rf"(?: {_WORD}){{0,3}}?"  # words that may stand between
_TO_PRICE = rf"(?: (?!estimat|expect|worth|valued|priced){_WORD}){{0,6}}?"


def _form(*forms: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


# What is named and is no sale: taken out before anything is looked for.
HOUSES = _form(
    r"auction (?:houses?|rooms?)|auctioneers?|auktionsha(?:us|user|uses|usern)",
    r"maisons? de ventes?(?: aux encheres)?|cas[ae] d'aste?|casas? de subastas?",
    r"(?:private|jewell?ery|annual|online|retail|group|total|comparable) sales (?:director|team|of"
    r" the year)|sales? (?:director|manager|associate|team|staff)",
)
# Words of selling: days near them are those of the sale.
SELLING = _form(
    r"auction\w*|sales?|saleroom|bids?|bidd\w+|lots?|hammer\w*|offer(?:s|ed|ing|ings)?",
    r"sell|sells|selling|sold|under the hammer|the block|fetch\w*|total(?:s|led|ed)|magnificent",
    r"auktion\w*|\w*auktion(?:en)?|versteiger\w+|gebot\w*|bieten|zuschlag|verkauf\w*|hammer|wechselte\w*",
    r"encheres?|ventes?|vendus?|vendues?|vendre|adjug\w+|dispers\w+|proposes?|proposees?",
    r"ast[ae]|incanto|vendit[ae]|vendut\w+|vendere|aggiudic\w+|battut\w+|offert[aeio]",
    r"subast\w+|pujas?|ventas?|remat\w+|licit\w+|adjudic\w+|vendid\w+|ofrec\w+",
)
# Words of other things that have days: a viewing, a tour, a deadline, a life.
OTHER = _form(
    r"on (?:view|display|show)|view(?:s|ed|ing|ings|able)?",
    r"previews?(?!:| its| the| their| of| \w+'s)",
    r"previewed|previewing",
    r"exhibit\w*|exposition\w*|expos(?:ee|ees|es)?|esposizion[ei]|espost[aeio]|mostra",
    r"exposicion|expuest[ao]s?|exponen?|ausstellung\w*|ausgestellt|\w*besichtig\w*|zu sehen",
    r"visibles?|visita|tours?|toured|touring|travel(?:s|led|ed|ling|ing)?|roadshow|stops? in",
    r"deadlines?|consign(?:s|ed|ing|ments?|ors?)|entries|submissions?|valuations?|appraisals?",
    r"einliefer\w+|consegn[ae]\w*|depots?|plazo|born|died|geboren|gestorben|nee?|mort[eo]?s?",
    r"nat[aeio]|naci\w+|murio|since|founded|fonde[es]?|gegrundet|fundad[ao]s?|fondat[ao]",
    r"published|posted|updated|veroffentlicht|publie[es]?|pubblicat[ao]|publicad[ao]|announced",
    r"wedding|married|engagement|birthday|anniversary|coronation|hochzeit|mariage|nozze|boda",
    r"acquired|bought|purchased|gifted|inherited|stolen|opens (?:a|its|the) \w+ (?:boutique"
    r"|salon|store|gallery|saleroom|office)|show(?:s)?|fair|lecture|talk|seminar|webinar|reception"
    r"|gala|ahead of|before|prior to|vor der|avant la|prima dell'|antes de",
    r"last (?:sold|seen|offered|year|month)|first sold|previously|once (?:sold|owned)",
)
# What stands before a day that is the last one.
ENDING = _form(
    r"until|till|through|thru|by|clos(?:e|es|ing)|ends?|ending|bis|schliess(?:t|en)|endet|enden",
    r"jusqu'(?:a|au)|clos|clot|termin\w+|s'acheve|fino al?|chiud\w+|hasta|cierra\w*|finaliza\w*",
)
# That it is told as something still to come.
_MODAL = (
    r"(?:will|would|could|might|may|should|shall|can|expect(?:s|ed)?|estimated|anticipated"
    r"|predicted|projected|poised|set|slated|scheduled|due|likely|hop(?:es|ing)|plans|looks"
    r"|tipped|ready)"
)
_DONE = (
    r"(?:sells?|sold|fetch(?:ed)?|reali[sz]ed?|brings?|brought|makes?|achieved?|hammer|offer(?:ed)?"
    r"|auctioned|lead|headline|star|top|total|exceed|command|garner|go|come|cross|hit|return"
    r"|reach|break|set|appear|feature|take place|be held|net|earn|raise|hold|host|present|include"
    r"|conduct|open|begin|start|close|end|run)"
)
_MODAL_ABROAD = (
    r"(?:wird|werden|soll|sollen|durfte|durften|konnte|konnten|sera|seront|pourrait|pourraient"
    r"|devrait|devraient|va|vont|sara|saranno|potrebbe|potrebbero|dovrebbe|andra|andranno"
    r"|verra|verranno|seran|podria|podrian|deberia|esta previsto|saldra|saldran|se)"
)
_DONE_ABROAD = (
    r"(?:verkauft|versteigert|zugeschlagen|erzielen|einbringen|bringen|angeboten|aufgerufen"
    r"|vendue?s?|adjugee?s?|proposee?s?|dispersee?s?|atteindre|rapporter|mis(?:e|es)? en vente"
    r"|vendut[aeio]|aggiudicat[aeio]|battut[aeio]|offert[aeio]|raggiungere|superare"
    r"|vendid[ao]s?|adjudicad[ao]s?|subastad[ao]s?|ofrecid[ao]s?|subasta(?:n|ra|ran)?|alcanzar"
    r"|superar|stattfinden)"
)
COMING = _form(
    rf"{_MODAL}{_FEW} {_DONE}|to(?: be| also| again)? {_DONE}",
    rf"{_MODAL_ABROAD}(?: \S{{1,30}}){{0,9}}? {_DONE_ABROAD}",
    r"(?:up|available) for (?:auction|sale|bid\w*|grabs)|on (?:offer|the (?:auction )?block)",
    r"(?:heads?|heading|headed|goes|go|going|comes?|coming|bound|back|returns?) (?:to|for"
    r"|under|on|up (?:for|at)) (?:\w+ ){0,2}?(?:auction|sale|the (?:auction )?block|the hammer"
    r"|saleroom)",
    r"(?:hits?|hitting|to) (?:the )?(?:auction )?(?:block|auction|saleroom)|at auction next",
    r"to (?:offer|sell|auction|host|hold)|offers?|offering|is offered|are offered|auctions off",
    r"upcoming|forthcoming|later this (?:month|week|year)|next (?:week|month)|previews?",
    r"(?:pre-?sale |low |high )?estimates? (?:of|is|are|ranges?)|estimated (?:at|to|between)",
    r"bidding (?:opens?|is (?:now )?open|starts?|begins?|closes?|ends?|runs?)|open for bidding",
    r"opens? (?:for )?bidding|online until|takes? place|leads? .{0,40}?next",
    r"unter den hammer|(?:kommt|kommen|geht|gehen) .{0,30}?(?:auktion|versteigerung)|zur (?:auktion"
    r"|versteigerung)|schatzpreis\w*|schatzwert\w*|geschatzt|taxiert|versteigert am|findet"
    r"|bietet|ruft|vorschau|demnachst|kommende[nrs]?|(?:wird|werden|soll|sollen) .{0,60}?(?:auktion"
    r"|versteigerung)|versteigert (?=(?:\w+ )?(?:am|im|ab|vom) )",
    r"mettra|proposera|dispersera|(?:mise?s?|met|mettent) (?:en vente|aux encheres)|estimee?s?"
    r"|a venir|prochaine?s?|aura lieu|auront lieu|se tiendra|propose|(?:sera|seront|passe|passent)"
    r" .{0,40}?(?:encheres|vente)|sous le marteau|ouvre|organise",
    r"all'(?:asta|incanto)|(?:va|vanno|andra|andranno) .{0,30}?asta|stimat[aeio]|stima di|prossim"
    r"[aeio]|offrira|proporra|mettera|si (?:terra|svolge|svolgera)|in programma|propone|batte",
    r"(?:sale|salen|saldra|saldran|sacara|sacaran|ira|iran|llega|llegan|van?) a (?:la )?subasta"
    r"|subastara\w*|subastaran|se subastan?|a subasta|estimad[ao]s?|valorad[ao]s? en|proxim[ao]s?"
    r"|ofrecera\w*|pondra\w*|se celebra\w*|tendra lugar|subasta (?:el|un|una) ",
)
# That it is told how it went.
WENT = _form(
    r"(?:sold|sells?|resold) (?:for|at|out|to|above|below|within|well|quickly|by lot)",
    rf"(?:sold|sells){_FEW} (?:for|at)|(?:is |are |was |were )sold",
    r"fetch(?:ed|es)|reali[sz](?:ed|es)|achiev(?:ed|es)|hammered|hammers|knocked down|sold",
    rf"(?:brings|brought|makes|made|garners?|garnered|nets|netted|earns|earned|totals|total+ed|tops"
    rf"|topped|soars|soared|takes|took|goes|went|generated?s?|raised?s?|climbed|commands?|commanded"
    rf"|reached|reaches|hits|crossed|rakes in|raked in|racks up|pulls in|leads|led|drew|tallied"
    rf"|grossed|surpass(?:ed|es)|smash(?:ed|es)|exceed(?:ed|s)){_TO_PRICE} "
    rf"{_MONEY}[\d\w.,]*",
    r"(?:went |goes |go |left )?unsold|bought in|fail(?:s|ed) to (?:sell|find)|passed|did not sell",
    r"sell-through|\d+(?:\.\d+)? ?(?:%|percent|per cent)(?: was| were)? sold|white[- ]glove",
    r"strong (?:prices|results|demand|sales)",
    r"(?:auction|sales?) (?:results?|totals?)|top(?:ped)? (?:the )?lots?",
    r"results?(?! (?:will|are|in)\b)",
    r"(?:above|below|over|exceed\w*|surpass\w*|beat\w*|doubl\w+|tripl\w+|tops|topped|twice|times)"
    r" (?:its |their |the |all |his |her )?(?:\w+ )?(?:estimates?|expectations|forecast)",
    r"verkauft|zugeschlagen|erziel(?:t|te|ten)|brachte\w*|bringt .{0,40}?ein|einbrachte\w*"
    r"|wechselte\w* .{0,20}?besitzer|auktionsergebnis\w*"
    r"|(?:wurde|wurden|fur) .{0,40}?versteigert|ersteigert\w*|erlos\w*|unverkauft",
    r"adjugee?s?|vendue?s?|s'est .{0,10}?vendu\w*|a (?:atteint|rapporte|totalise|realise)|s'envole"
    r"\w*|atteint|totalise|resultats?|invendu\w*|rapporte",
    r"aggiudicat[aeio]|vendut[aeio]|battut[aeio]|(?:ha |hanno )?(?:totalizza(?:to)?|realizzato"
    r"|incassato|raggiunto|fruttato)|risultati|invendut[aeio]",
    r"adjudicad[ao]s?|se adjudico|vendid[ao]s?|se (?:vendio|vende|vendieron)|alcanz(?:o|a|aron)"
    r"|recaud(?:o|a|aron)|rematad[ao]s?|resultados|sin vender|se remato",
)
# Of a record it is told before and after the sale: it says how it went where nothing is to come.
RECORD = _form(
    r"(?:world |auction |house |new |sale |price )+records?|records? (?:price|for|at|total|sum)",
    rf"(?:sets?|setting|breaks?|broke|smash\w*|shatter\w*){_FEW} (?:\w+ )?records?",
    r"\w*rekord\w*|record (?:pour|per|mondial\w*|para|mundial)",
)
# A price of long ago, or a thing that is known for one: no news of how this sale went.
ONCE = _form(
    r"(?:that|which|who|last|once|first|previously|originally|formerly|already)"
    r"(?: (?:had|has|was|were|been))* (?:sold|fetched|reali[sz]ed|made|brought|set|achieved)",
    r"record[- ](?:breaking|setting|holding|holder|maker)|(?:sold|fetched|bought|reali[sz]ed|made)"
    r"[^.;]{0,40}? (?:years?|decades?|months) (?:ago|earlier)",
    r"(?:sold|fetched|reali[sz]ed|made|brought)[^.;]{0,24}? last year(?: for)?",
    r"results? in|as a result",
)
# Whom a house employs, what it builds, how its year was: no sale, unless one is told as well.
NO_SALE = _form(
    r"appoint\w*|names?|named|joins?|hires?|hired|promot(?:es|ed|ion)|resign\w*|retires?",
    r"steps down",
    r"ceo|chief|chair(?:man|woman)?|president|head of|new (?:head|director|specialist)|layoffs?",
    r"headquarters|boutiques?|stores?|shops?|salons?|premises|flagship|expands?|expansion",
    r"acquir\w*|acquisitions?|merge\w*|stake|investors?|lawsuits?|sues?|sued|ipo",
    r"opens? (?:an?|its|new|first|second|offices?)",
    r"ernennt|wird (?:neue[rs]?|chef\w*)|\w*leiter\w*|beruft|filiale|eroffnet",
    r"nomme\w*|directeur|directrice|rejoint|boutique|inaugure",
    r"nomina\w*|direttore|direttrice|apre|negozio|nombra\w*|directora?|abre|tienda",
)
# A day until which something else is to be done, whatever stands around it.
DEADLINE = _form(
    r"deadlines?|annahmeschluss|einlieferungs\w+|date limite|scadenza|fecha limite|plazo",
    r"accept(?:s|ed|ing) (?:consignments|entries)|(?:consignments|entries) (?:are|close|must)",
)
POSTPONED = _form(
    r"postpon\w+|rescheduled?|moved (?:to|from)|verschoben|report(?:ee?s?)|rinviat\w+"
    r"|aplaza\w+|pospuest[ao]s?"
)
# A sale that is not held has no end.
CANCELLED = _form(
    r"cancel(?:s|led|ed|lation)|call(?:s|ed) off|scraps|scrapped|halts|halted|withdraws|withdrawn",
    r"withdrew|pulls|pulled|abgesagt|sagt .{0,40}ab|annule\w*|annullat[aeio]",
    r"cancelad[ao]s?|cancela",
)
LESSONS = _form(
    r"how to|how (?:do|does|is|are)|guides?|explained|why|podcast|interviews?|profile|q&a",
    r"history of",
    r"tips (?:for|on)|so funktioniert|ratgeber|comment|guida|come|como|guia",
)
OF_A_PERIOD = _form(
    r"annual|yearly|year-end|half-year|full-year|fiscal|first half|second half|in 20\d\d|of 20\d\d"
    r"|20\d\d (?:sales|results|review)|year in review|best of|so far this year|jahresumsatz"
    r"|umsatz\w*|halbjahr\w*|chiffre d'affaires|bilan|fatturato|facturacion|semestre"
)
