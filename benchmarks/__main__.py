"""`make bench`: what items cost in each room and among many, what a round and an answer take."""

import sys

from benchmarks import many_feeds, rooms, serving, stories

rooms.main()
print(flush=True)
stories.main()
print(flush=True)
serving.main()
print(flush=True)
sys.exit(many_feeds.main())
