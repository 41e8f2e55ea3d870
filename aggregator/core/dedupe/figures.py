"""Figures that two tellings share: rounded, and in two currencies."""

from collections.abc import Iterable, Iterator

from aggregator.core.facts import Facts

# What a coin was worth in dollars over the last fifteen years, at least and at most.
_WORTH = {
    "$": (1.0, 1.0), "€": (0.95, 1.45), "£": (1.05, 1.7), "chf": (0.95, 1.3), "hk$": (0.127, 0.13),
    "a$": (0.6, 1.1), "c$": (0.68, 1.05), "s$": (0.68, 0.85), "nz$": (0.55, 0.9),
    "₹": (0.011, 0.023), "¥": (0.006, 0.0135), "cny": (0.135, 0.166), "aed": (0.27, 0.275),
}  # fmt: skip
CLOSE = 0.03  # of a figure: so far apart may be roundings of one
_FEWEST_DIGITS = 10_000  # amounts below this are prices of small things, and often alike


def shared_amounts(one: Facts, other: Facts) -> tuple[list[str], list[str]]:
    """Amounts of money that both tell, as rounded; and those that two currencies hide."""
    same, exchanged = [], []
    for here in sorted(one.get("amount", ())):
        for there in sorted(other.get("amount", ())):
            match _fit(here, there):
                case "same":
                    same.append(here)
                case "exchanged":
                    exchanged.append(f"{here} ~ {there}")
    return same, exchanged


def are_at_odds(one: Facts, other: Facts) -> bool:
    """Whether both tell amounts in one currency, and none of them is the other's."""
    here, there = (dict(_of_coin(of)) for of in (one, other))
    both = here.keys() & there.keys()
    return bool(both) and not any(shared_amounts(one, other))


def is_close(here: float, there: float) -> bool:
    return abs(here - there) <= CLOSE * max(here, there)


def _fit(here: str, there: str) -> str:
    (coin, number), (other_coin, other_number) = _parted(here), _parted(there)
    if min(number, other_number) <= 0:
        return ""
    if coin == other_coin or not coin or not other_coin:
        return "same" if is_close(number, other_number) else ""
    if coin not in _WORTH or other_coin not in _WORTH or min(number, other_number) < _FEWEST_DIGITS:
        return ""
    low, high = _WORTH[coin]
    other_low, other_high = _WORTH[other_coin]
    fits = number * low <= other_number * other_high and other_number * other_low <= number * high
    return "exchanged" if fits else ""


def _of_coin(told: Facts) -> Iterator[tuple[str, float]]:
    return (_parted(amount) for amount in told.get("amount", ()))


def _parted(amount: str) -> tuple[str, float]:
    """The coin and the number of an amount in `facts`' way of writing."""
    digits = amount.lstrip("$€£₹¥abcdefghijklmnopqrsuvwxyz.")
    coin = amount.removesuffix(digits)
    return coin, float(digits) if digits.replace(".", "", 1).isdecimal() else 0.0


def shared_numbers(one: Iterable[str], other: Iterable[str], least: float) -> list[str]:
    """Plain numbers that both tell, of this size at least."""
    return sorted(number for number in set(one) & set(other) if _size(number) >= least)


def _size(number: str) -> float:
    return float(number) if number.replace(".", "", 1).isdecimal() else 0.0
