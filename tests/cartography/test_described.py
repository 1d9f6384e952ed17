"""What several maps share is described once, and stands whole in the help of each."""

from __future__ import annotations

import inspect
import re

import pytest
from toolkit.cartography import figures
from toolkit.cartography.described import PARAMETERS, described

MAPS = [getattr(figures, name) for name in figures.__all__ if name.startswith(("map_", "plot_"))]


@pytest.mark.parametrize("function", MAPS, ids=lambda function: function.__name__)
def test_help_names_every_parameter_of_the_signature(function):
    said = inspect.getdoc(function)
    assert "{faces" not in said
    listed = said.split("Parameters\n----------\n")[1].split("\n\nReturns")[0]
    named = {
        name
        for row in re.findall(r"^(\w[\w, ]*) : |^(\w+(?:, \w+)+)$", listed, re.MULTILINE)
        for name in ", ".join(row).split(", ")
        if name
    }
    assert set(inspect.signature(function).parameters) <= named


def test_the_function_itself_is_returned_with_its_signature():
    def draw(faces, *, measure="n"):
        """Draw.

        Parameters
        ----------
        {faces, measure}
        """

    assert described(draw) is draw
    assert list(inspect.signature(draw).parameters) == ["faces", "measure"]
    assert f"faces : {PARAMETERS['faces'][0]}" in draw.__doc__
    # the type of a measure has braces of its own, which stay
    assert "measure : {'valid_fraction', 'n', 'bounds'}" in draw.__doc__


def test_a_name_without_a_description_is_an_error():
    def draw(colour):
        """Draw.

        {colour}
        """

    with pytest.raises(KeyError, match="colour"):
        described(draw)
