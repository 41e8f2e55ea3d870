"""Which sites are of the trade, as far as their names tell."""

import re

# What stands in the names of its magazines, shops and houses, in five languages.
_OF_TRADE = re.compile(
    r"jewel|bijou|gioiell|oraf[aio]|schmuck|juwel|goldschmied|joya|joyer|watch|uhren|horlog|montres"
    r"|orolog|reloj|chrono|timepiece|diamond|diamant|gem(?:s|stone|olog|molog|fair|research)?\b"
    r"|gemresearch|carat|karat|pearl|lapidary|rapaport|jckonline|instoremag|hodinkee|fratello"
    r"|ganoksin|sothebys|christies|bonhams"
)


def is_of_trade(host: str) -> bool:
    """Whether a site's name says that it writes of jewelry or watches and of little else."""
    return _OF_TRADE.search(host.lower()) is not None
