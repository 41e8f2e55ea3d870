"""What people open in a browser: the front page, a page for each output, the sources, the search.

Plain HTML that is read without a script. The pages want the files of `aggregator/assets`
beside them; the same editions give the same bytes.
"""

from aggregator.core.html.front import SHOWN, front_page
from aggregator.core.html.output import output_page
from aggregator.core.html.search import search_index
from aggregator.core.html.sources import Followed, sources_page

__all__ = [
    "SHOWN",
    "Followed",
    "front_page",
    "output_page",
    "search_index",
    "sources_page",
]
