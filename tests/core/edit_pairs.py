"""Pairs of what an item said and says, each with what kind of edit it is: all invented by us.

A line: kind, what the title or a paragraph was, what it is. `WEIGHTY` kinds move `updated`.
"""

from typing import NamedTuple

WEIGHTY = frozenset({"title", "price", "estimate", "date", "place", "count", "withdrawal"})


class Pair(NamedTuple):
    kind: str
    before: str
    after: str


TITLES = (
    # Typography and misspellings
    Pair(
        "typo", "Quillan’s Sapphires Shine at Night Sale", "Quillan's Sapphires Shine At Night Sale"
    ),
    Pair("typo", "Halloway: ‘We Will Grow’", "Halloway: “We will grow”"),
    Pair("typo", "Pearl Prices — A Primer", "Pearl prices - a primer"),
    Pair("typo", "Brandt Opens Atelier in Old Town", "BRANDT OPENS ATELIER IN OLD TOWN"),
    Pair("typo", "Chaîne Marlow Names Buyer", "Chaine Marlow names buyer"),
    Pair("typo", "Marlow Lane Unvells Bridal Line", "Marlow Lane Unveils Bridal Line"),
    Pair("typo", "Retailers See Strong Hoilday Demand", "Retailers See Strong Holiday Demand"),
    Pair("typo", "Castell Anounces New Chief", "Castell Announces New Chief"),
    Pair("typo", "Diamnd Miner Halts Work", "Diamond Miner Halts Work"),
    Pair("typo", "Emerald Earings Lead Day Sale", "Emerald Earrings Lead Day Sale"),
    Pair("typo", "Watch Maker Pell Hires Designer", "Watchmaker Pell Hires Designer"),
    Pair("typo", "Five Questions for Ida Brandt", "Five questions for Ida Brandt?"),
    # Other titles
    Pair("title", "Pell to Buy Tesserin", "Pell to Sell Tesserin"),
    Pair("title", "Halloway Names Ida Brandt CEO", "Halloway Names Uma Castell CEO"),
    Pair("title", "Ruby Sale Beats Forecast", "Ruby Sale Misses Forecast"),
    Pair("title", "Marlow Workers Accept Offer", "Marlow Workers Reject Offer"),
    Pair("title", "Thieves Take Rings From Store", "Thieves Take Rings From Store; Two Held"),
    Pair("title", "Rough Prices Rise in Spring", "Rough Prices Raise in Spring Concern"),
    Pair("price", "Blue Stone Brings $3.1 Million", "Blue Stone Brings $3.7 Million"),
    Pair(
        "price",
        "Ostrava Raises 40 Million for Workshops",
        "Ostrava Raises 40 Billion for Workshops",
    ),
    Pair("count", "Vandermeer to Shut 9 Shops", "Vandermeer to Shut 11 Shops"),
    Pair("date", "Gem Fair Moves to June 3", "Gem Fair Moves to June 5"),
    Pair("place", "Castell Takes Show to Geneva", "Castell Takes Show to Genova"),
    Pair("place", "Pearl Week Returns to Kobe", "Pearl Week Returns to Doha"),
    Pair("withdrawal", "Pink Stone Leads Spring Sale", "Pink Stone Withdrawn From Spring Sale"),
)

LEAD = "<p>The house of Quillan showed its spring stones to a full room on the river.</p>"
TAIL = "<p>The firm was founded by two sisters, and has its workshop beside the old mill.</p>"

_BODIES = (
    # Prices
    Pair(
        "price",
        "The ring sold for $1.2 million after a long contest.",
        "The ring sold for $1.4 million after a long contest.",
    ),
    Pair(
        "price",
        "The deal is worth 1.2m euros, say two people.",
        "The deal is worth 1.5m euros, say two people.",
    ),
    Pair("price", "The price was not disclosed.", "The price was disclosed as £640,000."),
    Pair("price", "The brooch made HK$900,000 with fees.", "The brooch made US$900,000 with fees."),
    Pair("price", "Gold closed at $4,105.20 an ounce.", "Gold closed at $4,150.20 an ounce."),
    Pair("price", "Sales in the quarter were up 4.5%.", "Sales in the quarter were up 5.4%."),
    Pair("price", "The stone weighs 10.11 carats.", "The stone weighs 11.10 carats."),
    Pair(
        "price",
        "Net debt stands at CHF 1.1 billion today.",
        "Net debt stands at CHF 1.3 billion today.",
    ),
    Pair(
        "price",
        "The parcel holds 1.2 million carats of rough.",
        "The parcel holds 1.9 million carats of rough.",
    ),
    # Estimates
    Pair(
        "estimate",
        "It carries an estimate of $200,000–300,000.",
        "It carries an estimate of $250,000–350,000.",
    ),
    Pair("estimate", "Estimate CHF 80'000 to 120'000.", "Estimate CHF 80'000 to 140'000."),
    Pair(
        "estimate",
        "It is expected to bring $1.2–1.8 million.",
        "It is expected to bring $1.2–2.4 million.",
    ),
    Pair("estimate", "Estimate on request.", "Estimate: €2.5 million."),
    # Dates and times
    Pair(
        "date",
        "Viewing begins on May 12 at the gallery.",
        "Viewing begins on May 14 at the gallery.",
    ),
    Pair("date", "The fair runs May 12–14.", "The fair runs May 12–15."),
    Pair("date", "The fair runs 12–14 May.", "The fair runs 11–14 May."),
    Pair("date", "Bids close at 10:30 am.", "Bids close at 11:30 am."),
    Pair("date", "The shop will open in June.", "The shop will open in October."),
    Pair("date", "The talk is on Thursday evening.", "The talk is on Tuesday evening."),
    Pair("date", "The sale date is to be confirmed.", "The sale date is confirmed: 3 November."),
    Pair(
        "date",
        "Die Messe beginnt am 3. Mai und ist offen.",
        "Die Messe beginnt am 10. Mai und ist offen.",
    ),
    Pair(
        "date",
        "The house dates from 1923, by its own account.",
        "The house dates from 1932, by its own account.",
    ),
    # Places and counts
    Pair(
        "place",
        "The necklace goes on view in Hong Kong first.",
        "The necklace goes on view in Singapore first.",
    ),
    Pair(
        "place",
        "The new store is at Alder Street, beside the bank.",
        "The new store is at Quarry Street, beside the bank.",
    ),
    Pair("place", "Geneva is where the sale takes place.", "Monaco is where the sale takes place."),
    Pair("count", "It will close 18 stores this year.", "It will close 24 stores this year."),
    Pair("count", "The tiara is lot 41 of the sale.", "The tiara is lot 47 of the sale."),
    Pair(
        "count", "Some thirty jewelers signed the letter.", "Some forty jewelers signed the letter."
    ),
    # Withdrawals
    Pair(
        "withdrawal",
        "The tiara is on the cover of the catalogue.",
        "The tiara was withdrawn before the sale.",
    ),
    Pair(
        "withdrawal",
        "The fair opens its doors as planned.",
        "The fair has been cancelled by its owner.",
    ),
    # The same in other words
    Pair(
        "reworded",
        "The ring sold for $1.2 million after a long contest.",
        "After a long contest, the ring went for US$1,200,000.",
    ),
    Pair("reworded", "Estimate: $200,000–300,000.", "Estimate: $200,000-$300,000."),
    Pair(
        "reworded",
        "It is expected to bring $1.2–1.8 million.",
        "It is expected to bring $1.2m to $1.8m.",
    ),
    Pair("reworded", "The fair runs May 12–14.", "The fair runs 12 to 14 May."),
    Pair("reworded", "Viewing begins on May 12, 2026.", "Viewing begins on 12 May 2026."),
    Pair("reworded", "Viewing begins on May 12.", "Viewing begins on May 12, 2026."),
    Pair("reworded", "Bids close at 10:30 am.", "Bids close at 10.30am."),
    Pair("reworded", "Sales were up 5 per cent.", "Sales were 5% up."),
    Pair(
        "reworded",
        "The pair opened the shop together.",
        "The two of them opened the shop together.",
    ),
    Pair(
        "reworded",
        "Staff of Marlow Lane cheered the news.",
        "Staff at Marlow Lane cheered the news.",
    ),
    Pair("reworded", "They met in New York.", "They met in New York City."),
    Pair("reworded", "An 18k gold clasp holds it.", "An 18-karat gold clasp holds it."),
    Pair("reworded", "It costs 1.200.000 € in the shop.", "It costs €1.2 million in the shop."),
    Pair(
        "reworded",
        "Christie Marlow’s stall stood at Pell’s hall.",
        "Christie Marlow's stall stood at Pell's hall.",
    ),
    Pair("typo", "The jeweller recieved many calls.", "The jeweller received many calls."),
    Pair("typo", "The stones were shown, and sold.", "The stones were shown and sold!"),
    # What stands beside the news
    Pair("counter", "Good stones find buyers. 3 comments", "Good stones find buyers. 41 comments"),
    Pair("counter", "1,204 views · 5 min read", "2,977 views · 6 min read"),
    Pair("counter", "Updated 3 hours ago", "Updated 5 hours ago"),
    Pair("counter", "Comments (12)", "Comments (31)"),
    Pair("counter", "Shares: 88", "Shares: 132"),
    Pair("advert", "Buy settings of Pell today", "Save 20% on loupes in Antwerp"),
    Pair("advert", "<a href='https://ad.example/1'>Rings from $900: shop now</a>", ""),
    Pair("advert", "", "<a href='https://ad.example/2'>Halloway tools from $12</a>"),
    Pair("advert", "", "Save $50 on your first order. <a href='https://ad.example/3'>Shop now</a>"),
    Pair(
        "advert",
        "<ul><li><a href='/1'>Opal brings $2 million in Paris</a></li></ul>",
        "<ul><li><a href='/2'>Topaz brings $9 million in Dubai</a></li></ul>",
    ),
    Pair(
        "advert",
        "Related: <a href='/1'>Opal sale of May 3</a>",
        "Related: <a href='/2'>Fair of June 9 is cancelled</a>",
    ),
)


def _body(text: str) -> str:
    middle = text if text.startswith("<ul") or not text else f"<p>{text}</p>"
    return f"{LEAD}{middle}{TAIL}"


BODIES = tuple(Pair(kind, _body(before), _body(after)) for kind, before, after in _BODIES)
