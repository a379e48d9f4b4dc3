"""Lessons of an evaluation go to the knowledge bank."""

from django.db import transaction

from network.models import Lesson, User
from projects.models import Evaluation


@transaction.atomic
def write_lesson(evaluation_id: int, lesson: Lesson, *, by: User) -> Lesson:
    """Keep an unsaved lesson in the knowledge bank, found from the evaluation that it comes from."""
    evaluation = Evaluation.objects.lock(evaluation_id)
    lesson.written_by = by
    lesson.save()
    evaluation.lessons.add(lesson)
    return lesson
