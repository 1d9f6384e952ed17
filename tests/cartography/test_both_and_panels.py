"""Two indicators at once, small multiples, a value beside its evidence."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from made_up_sea import REGION, faces, table
from toolkit.cartography.both_map import code_of, map_both, three_classes
from toolkit.cartography.export import figure_info
from toolkit.cartography.lint import lint
from toolkit.cartography.measure import Measured
from toolkit.cartography.multiples_map import map_multiples
from toolkit.cartography.style import BIVARIATE
from toolkit.cartography.uncertainty_map import map_uncertainty
from toolkit.errors import FigureError


def errors(figure):
    return [str(found) for found in lint(figure) if found.severity == "error"]


def two(first, second):
    of = faces()
    return pd.concat([table(of, values=first), table(of, indicator="share_sustainable", values=second)])


def both(first, second, **more):
    return map_both(faces(), two(first, second), "hard_coral_cover", "share_sustainable", REGION, **more)


def test_low_cover_and_few_sustainable_stocks_are_the_darkest_cell():
    figure = both([5.0], [40.0], first_edges=(10, 20), second_edges=(50, 60))
    fills = {shape.fill for shape in Measured.of(figure).shapes if shape.gid.startswith("face:")}
    assert fills == {BIVARIATE[2][2]}
    assert code_of((2, 2)) == "C3"
    assert figure_info(figure)["values"]["both_pressed"] == len(faces().frame)


def test_an_edge_belongs_to_the_class_above():
    figure = both([20.0], [60.0], first_edges=(10, 20), second_edges=(50, 60))
    fills = {shape.fill for shape in Measured.of(figure).shapes if shape.gid.startswith("face:")}
    assert fills == {BIVARIATE[0][0]}


def test_a_face_without_one_of_the_two_is_grey():
    figure = both(["no survey in the data used", 15.0], [55.0], first_edges=(10, 20), second_edges=(50, 60))
    shapes = {shape.gid: shape.fill for shape in Measured.of(figure).shapes}
    for k, face_id in enumerate(faces().frame.index):
        if f"face:{face_id}" in shapes:
            assert shapes[f"face:{face_id}"] == ("#bbbbbb" if k % 2 == 0 else BIVARIATE[1][1])


def test_every_coloured_face_bears_its_code_and_its_claimants():
    figure = both([15.0], [55.0], first_edges=(10, 20), second_edges=(50, 60))
    said = {word.gid.rsplit(":", 1)[1]: word.text for word in Measured.of(figure).starting("label:digit:")}
    for face_id, n in faces().frame["n_claimants"].items():
        if face_id in said:
            assert said[face_id] == ("B2" if n == 1 else f"B2 ({n})")
    assert len(said) > 0.8 * len(faces().frame)


def test_a_sum_is_not_put_into_shared_classes():
    with pytest.raises(FigureError, match="intensive"):
        map_both(faces(), two([5.0], [1.0]).replace("hard_coral_cover", "tuna_catch").assign(units="t"), "tuna_catch", "tuna_catch", REGION)


def test_edges_that_are_not_two_are_refused():
    with pytest.raises(FigureError, match="two numbers"):
        both([5.0], [55.0], first_edges=(10, 20, 30))


def test_three_classes_are_those_of_the_record_whatever_the_values():
    # of four edges the middle two; of levels of heat the two lowest; without edges round numbers near thirds of the range
    assert three_classes([5.0, 15.0], (10.0, 20.0, 30.0, 40.0)) == (20.0, 30.0)
    assert three_classes([99.0], (10.0, 20.0, 30.0, 40.0)) == (20.0, 30.0)
    assert three_classes([1.0], (4.0, 8.0, 12.0, 16.0, 20.0), heat=True) == (4.0, 8.0)
    assert three_classes([0.0, 15.0, 30.0], ()) == (10.0, 20.0)


def test_values_alike_without_edges_are_refused():
    with pytest.raises(FigureError, match="All values are alike"):
        three_classes([60.0, 60.0 + 1e-13], ())


def over_time():
    of = faces()
    return pd.concat(
        [
            table(of, time="2005/2009", values=[5.0, 15.0]),
            table(of, time="2010/2014", values=["no survey in the data used"]),
            table(of, time="2015/2019", values=[45.0, 35.0]),
        ]
    )


def test_panels_share_classes_and_order_and_say_when_nothing_is_known():
    figure = map_multiples(faces(), over_time(), "hard_coral_cover", REGION)
    heads = [word.text for word in Measured.of(figure).starting("panel:head:")]
    assert heads == ["a  2005 to 2009", "b  2010 to 2014", "c  2015 to 2019"]
    assert [word.gid for word in Measured.of(figure).starting("label:none")] == ["label:none:2"]
    assert figure_info(figure)["values"]["panels"] == {
        "2005 to 2009": len(faces().frame),
        "2010 to 2014": 0,
        "2015 to 2019": len(faces().frame),
    }


def test_panels_of_scenarios_need_the_same_names():
    one = {"a": faces(), "b": faces()}
    with pytest.raises(FigureError, match="same names"):
        map_multiples(one, {"a": table(faces())}, "hard_coral_cover", REGION)
    figure = map_multiples(one, {"a": table(faces()), "b": table(faces(), values=[1.0])}, "hard_coral_cover", REGION)
    assert list(figure_info(figure)["values"]["panels"]) == ["a", "b"]


def test_too_many_panels_are_refused():
    many = pd.concat([table(faces(), time=str(year)) for year in range(2000, 2012)])
    with pytest.raises(FigureError, match="do not fit"):
        map_multiples(faces(), many, "hard_coral_cover", REGION, times=[str(year) for year in range(2000, 2012)])


def test_the_span_of_bounds_stands_beside_the_value():
    rows = table(faces(), values=[20.0]).assign(lower=15.0, upper=27.0)
    figure = map_uncertainty(faces(), rows, "hard_coral_cover", REGION, measure="bounds")
    assert figure_info(figure)["values"]["evidence"]["low"] == 12.0  # 27 - 15
    with pytest.raises(FigureError, match="no 'bounds'"):
        map_uncertainty(faces(), rows.assign(lower=math.nan), "hard_coral_cover", REGION, measure="bounds")


@pytest.mark.parametrize("page", ["a4", "a3-portrait", "slide"])
def test_the_pages_break_no_rule(page):
    mixed = [5.0, 15.0, 25.0, "no survey in the data used", "not applicable", "withheld at source"]
    assert errors(both(mixed, [45.0, 55.0, 65.0], page=page)) == []
    assert errors(map_multiples(faces(), over_time(), "hard_coral_cover", REGION, page=page, synthetic=True)) == []
    assert errors(map_uncertainty(faces(), table(faces()), "hard_coral_cover", REGION, page=page)) == []


def test_synthetic_panels_are_stamped_each():
    figure = map_multiples(faces(), over_time(), "hard_coral_cover", REGION, synthetic=True)
    assert sum(shape.gid == "stamp:SYNTHETIC" for shape in Measured.of(figure).shapes) == 3
