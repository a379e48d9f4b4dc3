"""What the source texts ask of the work itself, by number: where it is found, and the tests that hold it there.

The numbers are those of the list of wishes that was drawn from the texts. A page or a test that goes or is renamed
makes this fail, so that no wish is lost unseen.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import get_resolver

TESTS = Path(__file__).parent


class Wish(NamedTuple):
    """One thing that the texts ask for: names of pages, and ``folder/file::test`` without ``test_`` twice."""

    words: str
    pages: str
    tests: str


WISHES = {
    9: Wish(
        "each project has one client and a bandwidth; out of it, it goes to the client by itself",
        "projects:breach_list projects:breach_decide",
        "projects/bandwidth::report_is_compared_with_the_bandwidth"
        " projects/bandwidth::client_gets_a_mail_and_a_task_and_everybody_inside_sees_it",
    ),
    10: Wish(
        "coordination across themes: dependencies, one agenda",
        "projects:coordination projects:dependency_list themes:meeting_list network:action_list",
        "projects/coordination::coordination_group_and_manager_see_all_and_choose_a_theme"
        " projects/life::dependency_is_at_risk themes/views::coordination_group_has_one_agenda_of_all_themes",
    ),
    12: Wish(
        "expectations of the partners per project, with the gap between them",
        "projects:expectation_list",
        "projects/expectations::who_runs_or_commissions_it_sees_all_and_writes_none",
    ),
    15: Wish(
        "joint ambitions; a project serves at least one",
        "projects:ambition_list",
        "projects/views::new_project_needs_an_ambition_and_keeps_what_was_typed"
        " projects/overviews::matrix_counts_each_project_at_each_of_its_ambitions_and_says_where_nothing_is",
    ),
    16: Wish(
        "a poster per theme per conference",
        "projects:posterset_make projects:poster_wall",
        "projects/posters::a_set_becomes_a_zip_and_one_pdf",
    ),
    17: Wish(
        "the present state of all projects",
        "projects:project_list projects:project_detail",
        "projects/views::page_answers_first_whether_it_is_on_course_and_since_when"
        " projects/rounds::the_day_after_the_round_everything_shows_what_was_not_updated",
    ),
    18: Wish(
        "the vision as a tree: building block, theme, project",
        "projects:vision",
        "projects/overviews::vision_is_a_tree_from_building_block_to_project",
    ),
    19: Wish(
        "building blocks, objectives, results",
        "projects:vision themes:vision_edit",
        "themes/vision::everything_of_the_vision_is_written_in_the_browser",
    ),
    20: Wish(
        "pillars that strengthen each other",
        "projects:vision projects:roadmap",
        "themes/vision::everything_of_the_vision_is_written_in_the_browser",
    ),
    21: Wish(
        "roadmap, pillar by horizon",
        "projects:roadmap",
        "projects/overviews::roadmap_has_a_place_for_each_pillar_and_horizon_and_the_same_as_a_table",
    ),
    22: Wish(
        "balance of small and large initiatives",
        "projects:vision",
        "projects/overviews::balance_of_small_and_large_counts_what_goes_on",
    ),
    23: Wish(
        "one lead and no deputy is vulnerable, and flagged",
        "projects:project_detail projects:coordination",
        "projects/life::page_says_that_it_is_vulnerable_and_what_to_do",
    ),
    24: Wish(
        "pilot, evaluation, adjustment",
        "projects:evaluation_list projects:evaluation_lesson",
        "projects/evaluations::what_was_adjusted_is_said"
        " projects/evaluations::a_project_is_evaluated_when_it_stands_on_paper",
    ),
    25: Wish(
        "benefit per audience",
        "projects:actor_list projects:benefit_add",
        "projects/life::ambassadors_and_benefits",
    ),
    26: Wish(
        "indicators with definition, source and period, or not measured; never an invented number",
        "projects:indicator_list projects:indicator_detail projects:theme_indicators",
        "projects/indicators::no_indicator_without_definition_source_and_period"
        " projects/indicators::not_measured_is_kept_as_such_and_never_becomes_zero",
    ),
    27: Wish(
        "bottlenecks that rise from floor to board to national level",
        "projects:bottleneck_list projects:bottleneck_move",
        "projects/bottlenecks::raising_asks_the_chair_and_leaves_its_trail"
        " projects/bottlenecks::every_act_from_every_stand",
    ),
    28: Wish(
        "the challenges",
        "projects:vision themes:vision_edit",
        "themes/vision::everything_of_the_vision_is_written_in_the_browser",
    ),
    34: Wish(
        "not in every project, but actively in some",
        "projects:participation",
        "projects/participation::the_matrix_tells_active_observing_and_neither"
        " projects/participation::who_is_active_nowhere_is_told_kindly",
    ),
    35: Wish(
        "uneven effort made visible",
        "projects:effort_list projects:effort_detail",
        "projects/participation::effort_counts_what_was_done",
    ),
    51: Wish(
        "ambassadors",
        "projects:ambassador_add projects:actor_list",
        "projects/life::ambassadors_and_benefits",
    ),
    52: Wish(
        "who is affected, before a project starts",
        "projects:actor_list",
        "projects/life::no_start_while_nobody_is_named_who_does_the_work",
    ),
    53: Wish(
        "national actors",
        "projects:actor_list projects:request_list",
        "projects/life::actor_is_on_the_map_once",
    ),
    54: Wish(
        "scan of the five mechanisms, with trend",
        "projects:scan_list projects:scan_detail projects:scan_project",
        "projects/scans::the_page_shows_radar_table_and_trend projects/scans::each_low_score_leads_somewhere",
    ),
    55: Wish(
        "urgency pulse; hand-over when someone leaves",
        "network:pulse_list network:handover_list",
        "network/pulse::a_fall_is_seen network/handovers::who_leaves_a_seat_is_asked_and_who_takes_it_reads",
    ),
    56: Wish(
        "regulatory room register",
        "projects:request_list projects:request_detail",
        "projects/bottlenecks::room_that_ends_is_flagged_filtered_and_asked_about",
    ),
}


@pytest.mark.parametrize("number", WISHES)
def test_wish_has_its_pages_and_its_tests(number):
    wish = WISHES[number]
    for page in wish.pages.split():
        app, _, name = page.partition(":")
        assert get_resolver().namespace_dict[app][1].reverse_dict.getlist(name), page
    for one in wish.tests.split():
        place, _, name = one.partition("::")
        folder, _, file = place.partition("/")
        source = (TESTS / folder / f"test_{file}.py").read_text()
        assert re.search(rf"^def test_{name}\(", source, re.MULTILINE), one
