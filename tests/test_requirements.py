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
    1: Wish(
        "the higher purpose on the home page",
        "network:home",
        "network/views::home_says_what_for_and_where_it_stands"
        " network/site::home_shows_the_latest_news_and_what_comes_next",
    ),
    2: Wish(
        "the conferences as a series with their results",
        "network:conference_list network:conference_detail",
        "network/conferences::series_stands_in_its_order_and_other_conferences_beside_it",
    ),
    3: Wish(
        "attendance, speakers, posters shown",
        "network:conference_detail network:registration_list projects:conference_panel",
        "network/conferences::who_was_there_is_linked_to_the_partner_of_that_name"
        " network/conferences::manager_writes_the_programme_with_its_speakers"
        " network/registrations::attendance_list_counts",
    ),
    4: Wish(
        "five theme steering groups, with the conference of origin",
        "themes:theme_detail network:conference_detail",
        "themes/views::a_theme_and_its_conference_of_origin_lead_to_each_other",
    ),
    7: Wish(
        "the project office is an independent facilitator and can never be a signing client",
        "network:structure",
        "network/views::project_office_is_said_to_be_independent",
    ),
    8: Wish(
        "partner types",
        "network:organisation_list",
        "network/views::partners_are_searched_and_filtered_in_the_address",
    ),
    9: Wish(
        "each project has one client and a bandwidth; out of it, it goes to the client by itself",
        "projects:breach_list projects:breach_decide",
        "projects/bandwidth::report_is_compared_with_the_bandwidth"
        " projects/bandwidth::client_gets_a_mail_and_a_task_and_everybody_inside_sees_it",
    ),
    10: Wish(
        "coordination across themes: dependencies, one agenda",
        "projects:coordination projects:dependency_list themes:meeting_list themes:meeting_calendars"
        " network:action_list",
        "projects/coordination::coordination_group_and_manager_see_all_and_choose_a_theme"
        " projects/life::dependency_is_at_risk themes/views::coordination_group_has_one_agenda_of_all_themes",
    ),
    11: Wish(
        "the phases of the network as history",
        "network:history network:phase_edit",
        "network/site::phases_are_added_at_the_end_moved_and_removed",
    ),
    12: Wish(
        "expectations of the partners per project, with the gap between them",
        "projects:expectation_list",
        "projects/expectations::who_runs_or_commissions_it_sees_all_and_writes_none",
    ),
    13: Wish(
        "networks of boards, of professionals, of practices",
        "network:structure",
        "network/site::every_kind_of_body_has_its_place",
    ),
    14: Wish(
        "advisory councils informed, with proof",
        "network:advice_list network:advice_detail network:advice_ask network:advice_give network:advice_answer",
        "network/advice::from_question_to_what_was_done_with_it network/advice::it_is_reminded_a_week_before_and_once",
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
        "themes:challenge_list projects:vision themes:vision_edit",
        "network/site::challenges_name_the_pillars_that_answer_them"
        " themes/vision::everything_of_the_vision_is_written_in_the_browser",
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
        "themes:challenge_list projects:vision themes:vision_edit",
        "network/site::challenges_name_the_pillars_that_answer_them"
        " themes/vision::everything_of_the_vision_is_written_in_the_browser",
    ),
    33: Wish(
        "testimonials with consent",
        "testimonials:testimonial_list agreements:testimonial_add agreements:testimonial_withdraw",
        "agreements/afterwards::a_testimonial_needs_consent"
        " agreements/afterwards::everybody_reads_what_all_executives_say_until_it_is_withdrawn",
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
    36: Wish(
        "arrangements that differ per partner, and their harmonisation",
        "network:arrangement_list network:arrangement_detail",
        "network/arrangements::members_read_how_each_partner_arranges_it_and_what_it_became",
    ),
    37: Wish(
        "principles to review the cooperation against",
        "agreements:review_list agreements:review_answer",
        "agreements/afterwards::every_principle_needs_a_score",
    ),
    38: Wish(
        "timed programme",
        "network:conference_detail network:conference_programme network:conference_calendar network:item_add",
        "network/conferences::parallel_sessions_stand_in_columns_by_room"
        " network/conferences::programme_stands_on_one_a4",
    ),
    39: Wish(
        "agenda with “you are here”",
        "network:conference_detail",
        "network/conferences::agenda_tells_where_we_are",
    ),
    40: Wish(
        "green, yellow, blue round",
        "network:input_answer network:input_add",
        "network/input::a_phone_answers_without_an_account_and_looking_leaves_no_mark"
        " network/input::manager_makes_opens_and_closes_a_round",
    ),
    41: Wish(
        "harvest: contributions merged into insights",
        "network:input_harvest",
        "network/input::moderating_merging_and_taking_out"
        " browser/input::a_round_from_its_questions_to_what_became_of_it",
    ),
    42: Wish(
        "follow-up: insight → action with owner and date, back to the contributor",
        "network:insight_action network:input_follow",
        "network/input::insight_gets_an_action_and_the_contributor_follows_it_by_code",
    ),
    43: Wish(
        "audiences",
        "network:voice_list network:futurepicture_list",
        "network/voices::what_was_said_stands_by_audience_wishes_first_and_the_latest_before_the_rest",
    ),
    44: Wish(
        "participation figures by method and source, never added up",
        "network:voice_list",
        "network/voices::figures_keep_operator_method_and_source_and_are_never_added_up",
    ),
    45: Wish(
        "who was spoken to",
        "network:voice_list",
        "network/voices::who_was_spoken_to_stands_at_the_figure_it_is_counted_in_or_apart",
    ),
    46: Wish(
        "project teams and core team with their seats, open seats included",
        "network:structure",
        "network/site::every_kind_of_body_has_its_place",
    ),
    47: Wish(
        "top-5 wishes and worries per audience, dated",
        "network:voice_list",
        "network/voices::a_worry_has_its_day_its_source_and_its_projects_or_says_that_there_are_none",
    ),
    48: Wish(
        "eight resident goals, traced to projects",
        "network:voice_list projects:project_edit",
        "network/voices::a_goal_shows_how_its_projects_stand_and_leads_to_all_of_them"
        " network/voices::a_project_says_what_it_answers_and_its_form_offers_it",
    ),
    49: Wish(
        "live poll by QR with ranking",
        "network:poll_vote network:poll_screen",
        "network/polls::result_of_a_ranking_is_borda_with_the_mean_place"
        " browser/input::a_poll_in_order_with_and_without_javascript"
        " network/polls::poll_that_a_source_tells_of_has_an_order_and_no_numbers",
    ),
    50: Wish(
        "presentations for download",
        "network:conference_detail network:document_detail",
        "network/conferences::page_shows_only_presentations_that_one_may_read"
        " network/conferences::presentations_are_chosen_from_the_documents_of_this_conference",
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
    57: Wish(
        "knowledge bank, open to other regions",
        "network:lesson_list network:document_list network:search",
        "network/lessons::a_member_adds_a_lesson_of_another_region_with_its_source"
        " network/lessons::a_lesson_points_at_documents_and_hides_what_one_may_not_read",
    ),
    58: Wish(
        "downloads with type, size and date; share without trackers",
        "network:document_detail network:edition_file",
        "network/library::a_download_tells_type_size_pages_and_date",
    ),
    59: Wish(
        "short, extended and results editions",
        "network:edition_add network:edition_replace",
        "network/library::a_file_of_the_same_kind_is_replaced_and_presentations_stand_side_by_side",
    ),
    60: Wish(
        "document chain in four stages",
        "network:document_follow network:document_move",
        "network/library::a_chain_of_four_stages network/library::of_a_chain_one_sees_what_one_may_read",
    ),
    61: Wish(
        "marking on each page of a concept",
        "network:edition_file",
        "network/library::each_page_of_a_marked_file_carries_mark_name_and_time"
        " network/library::the_mark_tells_what_it_is",
    ),
    62: Wish(
        "published and modified dates that agree",
        "network:news_detail",
        "network/site::published_and_changed_agree_whatever_happens",
    ),
    63: Wish(
        "functional cookies only: no banner, a page that says so",
        "network:cookies",
        "network/views::cookies_page_names_exactly_the_cookies_there_are",
    ),
    66: Wish(
        "a future picture per audience",
        "network:futurepicture_list",
        "network/site::future_pictures_stand_by_audience_and_are_written_here",
    ),
    67: Wish(
        "the care principle on the home page",
        "network:home",
        "network/views::home_says_what_for_and_where_it_stands",
    ),
    68: Wish(
        "news with byline and dated update, with a feed",
        "network:news_list network:news_feed",
        "network/site::the_feed_is_atom_with_byline_and_dates"
        " network/site::an_update_has_its_own_day_and_counts_as_a_change",
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
