"""The 1-D case of the exercise, J = theta * x, step by step."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OneDCheck:
    """The five steps of gradapprox and the three of the difference.

    Attributes
    ----------
    theta_plus, theta_minus, J_plus, J_minus, gradapprox
        The five steps.
    grad
        What backpropagation says, dJ/dtheta = x.
    numerator, denominator, difference
        The three steps: |grad - gradapprox|, |grad| + |gradapprox| and their ratio; 0/0 is 0.
    """

    x: float
    theta: float
    epsilon: float
    theta_plus: float
    theta_minus: float
    J_plus: float
    J_minus: float
    gradapprox: float
    grad: float
    numerator: float
    denominator: float
    difference: float


def check_one_d(x: float, theta: float, epsilon: float = 1e-7) -> OneDCheck:
    """Check the gradient of J = theta * x.

    Source: the deeplearning.ai exercise "Gradient Checking", part 1; its values x = 2,
    theta = 4 give a difference of 2.919335883291695e-10.

    Parameters
    ----------
    x, theta
        Finite numbers.
    epsilon
        The step, greater than 0.
    """
    theta_plus = theta + epsilon
    theta_minus = theta - epsilon
    j_plus = theta_plus * x
    j_minus = theta_minus * x
    gradapprox = (j_plus - j_minus) / (2 * epsilon)
    grad = x
    numerator = abs(grad - gradapprox)
    denominator = abs(grad) + abs(gradapprox)
    return OneDCheck(
        x=x,
        theta=theta,
        epsilon=epsilon,
        theta_plus=theta_plus,
        theta_minus=theta_minus,
        J_plus=j_plus,
        J_minus=j_minus,
        gradapprox=gradapprox,
        grad=grad,
        numerator=numerator,
        denominator=denominator,
        difference=numerator / denominator if numerator else 0.0,
    )
