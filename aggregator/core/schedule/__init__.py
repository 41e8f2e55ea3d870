"""When a feed is asked next, and why: one pure function. cronsim lives here.

`pace` is how often we should ask by ourselves, `demands` what others ask of us, `spans`
puts lengths of time into words, `appointment` says what counts before what.
"""

from aggregator.core.schedule.appointment import Appointment, appointment
from aggregator.core.schedule.demands import LONGEST_DEMAND, closed_until
from aggregator.core.schedule.spans import span, wait

__all__ = ["LONGEST_DEMAND", "Appointment", "appointment", "closed_until", "span", "wait"]
