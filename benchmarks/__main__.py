"""`make bench`: what items cost in each room, what one costs among many, what a round takes."""

import sys

from benchmarks import many_feeds, rooms, stories

rooms.main()
print(flush=True)
stories.main()
print(flush=True)
sys.exit(many_feeds.main())
