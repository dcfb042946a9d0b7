"""The pace of this machine."""

from dataclasses import astuple

from gradviz.checking.forecast import rates
from gradviz.checking.forecast.rates import NOMINAL, known_rates, measure_rates


def test_rates_are_nominal_until_they_are_measured_and_then_stay(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(rates, "_measured", [])
    assert known_rates() is NOMINAL
    found = measure_rates()
    assert known_rates() is found
    assert measure_rates() is found
    assert all(each > 0 for each in astuple(found))
