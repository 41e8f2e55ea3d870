"""`make bench`: what items cost in each room, then what a round over many feeds takes."""

import sys

from benchmarks import many_feeds, rooms

rooms.main()
print(flush=True)
sys.exit(many_feeds.main())
