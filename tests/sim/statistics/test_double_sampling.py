"""The regression estimator in double sampling, against numbers worked out by hand."""

import math

import numpy as np
import pytest

from sim.statistics.double_sampling import estimate_by_regression


def test_values_are_known_at_the_mean_of_all_related_ones_with_what_is_beside_the_line_as_error() -> None:
    """On y = 2x + 1; the mean of x is 2 over all. What is left is the error of that mean, times 2."""
    estimate = estimate_by_regression(np.array([1.0, 3.0, 5.0]), np.array([0.0, 1.0, 2.0, 3.0, 4.0]))
    assert estimate.mean == pytest.approx(5.0)
    reach = 12.7062047 * 2.0 * math.sqrt(2.5 / 5)  # Student's t with one degree of freedom
    assert (estimate.low, estimate.high) == pytest.approx((5.0 - reach, 5.0 + reach))
    # Slope 8 / 5; squares beside the line 4.2, over 4 - 2: Cochran's variance is 2.1 / 4 + 1.6² x 2.5 / 5.
    estimate = estimate_by_regression(np.array([1.0, 2.0, 6.0, 5.0]), np.array([0.0, 1.0, 2.0, 3.0, 4.0]))
    reach = 4.3026527 * math.sqrt(0.525 + 1.28)  # Student's t with two degrees of freedom
    assert (estimate.low, estimate.mean, estimate.high) == pytest.approx((4.3 - reach, 4.3, 4.3 + reach))


def test_related_values_that_do_not_vary_change_nothing_and_two_values_have_no_interval() -> None:
    estimate = estimate_by_regression(np.array([1.0, 2.0, 6.0]), np.array([4.0, 4.0, 4.0, 9.0]))
    assert estimate.mean == pytest.approx(3.0)
    estimate = estimate_by_regression(np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0]))
    assert estimate.mean == pytest.approx(2.0)
    assert (estimate.low, estimate.high) == (None, None)
    with pytest.raises(ValueError, match="3 values have only 2 related ones"):
        estimate_by_regression(np.zeros(3), np.zeros(2))
