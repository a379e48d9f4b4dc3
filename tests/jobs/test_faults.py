"""Real workers, killed, frozen and cut off: the work is done all the same, and once."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.db import connection, transaction

from tests.jobs import fault_kinds
from zenderen.celery import app
from zenderen.jobs import actions, runs, tasks
from zenderen.jobs.models import Job, Pulse
from zenderen.local.servers import start_valkey
from zenderen.local.state import State

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parent.parent.parent
AGAIN_WITHIN = 30  # seconds, the promise
PATIENCE = 60  # seconds for what is promised to come, but not how soon


def wait_for(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "It did not come"
        time.sleep(0.1)
    return found


@pytest.fixture
def broker(tmp_path, monkeypatch):
    """A Valkey of this test's own, that it may stop and start; our side sends to it too."""
    state = State(tmp_path / "state")
    state.open()
    server = start_valkey(state)
    monkeypatch.setattr(app.conf, "broker_url", server.url)
    monkeypatch.setattr(tasks, "_silent_until", 0.0)
    app._after_fork()
    yield server
    app._after_fork()
    server.program.stop()
    state.empty()


class Celery:
    """A worker or beat as in production, in a session of its own."""

    def __init__(self, environment, log, *arguments):
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "celery", "-A", "zenderen", *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def signal(self, number):
        os.killpg(self.process.pid, number)

    def end(self):
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def start(broker, settings, tmp_path):
    """``start("worker")`` and ``start("beat")``; all of them end with the test."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": broker.url,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DEBUG": "0",
    }
    arguments = {
        "worker": ["worker", "--concurrency=3", "--loglevel=INFO", "--include=tests.jobs.fault_kinds"],
        "beat": ["beat", f"--schedule={tmp_path / 'schedule'}", "--pidfile="],
    }
    running = []

    def begin(what):
        running.append(Celery(environment, tmp_path / f"{what}{len(running)}.log", *arguments[what]))
        return running[-1]

    yield begin
    for one in running:
        one.end()


def ask(name, stop_at="", **arguments):
    with transaction.atomic():
        return actions.enqueue("fault.document", arguments={"name": name, "stop_at": stop_at, **arguments})


def is_at(job, place, settings):
    """The number of the process that waits there, once it does."""
    said = settings.MEDIA_ROOT / "said" / str(job.pk)
    words = said.read_text() if said.exists() else Job.objects.get(pk=job.pk).step
    found = re.fullmatch(rf"at {place} in (\d+)", words)
    return found and int(found[1])


def is_ready(job):
    job.refresh_from_db()
    assert job.state != "failed", job.error_detail
    return job.state == "ready"


def documents(settings):
    return sorted(path.name for path in (settings.MEDIA_ROOT / "documents").iterdir())


def assert_one_whole_file_each(settings, *jobs):
    assert documents(settings) == sorted(f"{job.arguments['name']}.pdf" for job in jobs)
    for path in (settings.MEDIA_ROOT / "documents").iterdir():
        assert path.read_bytes() == fault_kinds.CONTENT


def test_worker_killed_anywhere_the_work_is_done_again_and_once(start, settings):
    start("beat")
    worker = start("worker")
    jobs = {place: ask(place, place) for place in ("start", "stored", "storing")}
    for place, job in jobs.items():
        wait_for(lambda job=job, place=place: is_at(job, place, settings))
    worker.signal(signal.SIGKILL)
    killed = time.monotonic()
    start("worker")
    for job in jobs.values():
        wait_for(lambda job=job: is_ready(job), AGAIN_WITHIN - (time.monotonic() - killed))
        assert (job.attempts, job.result["attempt"]) == (2, 2)
    assert_one_whole_file_each(settings, *jobs.values())


def test_one_process_of_a_worker_killed_the_work_is_done_again_and_once(start, settings):
    start("beat")
    start("worker")
    job = ask("child", "stored")
    pid = wait_for(lambda: is_at(job, "stored", settings))
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: is_ready(job), AGAIN_WITHIN)
    assert job.attempts == 2
    assert_one_whole_file_each(settings, job)


def test_worker_that_froze_and_wakes_up_writes_nothing(start, settings):
    start("beat")
    frozen = start("worker")
    job = ask("frozen", "start", seconds=5)
    wait_for(lambda: is_at(job, "start", settings))
    frozen.signal(signal.SIGSTOP)
    start("worker")
    wait_for(lambda: is_ready(job))
    finished = job.finished_at
    frozen.signal(signal.SIGCONT)
    wait_for(lambda: "the lease was lost" in frozen.log.read_text())
    job.refresh_from_db()
    assert (job.result["attempt"], job.finished_at) == (2, finished)
    assert_one_whole_file_each(settings, job)


def test_broker_gone_the_request_goes_on_and_the_work_follows_by_itself(broker, start, settings, member, as_user):
    start("beat")
    start("worker")
    before = ask("before")
    wait_for(lambda: is_ready(before))
    broker.program.stop()
    begun = time.monotonic()
    jobs = [ask(f"during{number}") for number in range(5)]
    assert time.monotonic() - begun < 5
    assert {(job.state, job.sent_at) for job in Job.objects.filter(pk__in=[job.pk for job in jobs])} == {
        ("queued", None)
    }
    broker.program.start()
    for job in jobs:
        wait_for(lambda job=job: is_ready(job))
    assert_one_whole_file_each(settings, before, *jobs)


def test_message_lost_by_the_broker_is_sent_again(broker, start, settings):
    job = ask("lost")
    with redis.Redis.from_url(broker.url) as server:
        server.flushall()
    start("beat")
    start("worker")
    wait_for(lambda: is_ready(job))
    assert job.attempts == 1
    assert_one_whole_file_each(settings, job)


def test_long_work_keeps_its_lease(start, settings):
    start("beat")
    start("worker")
    job = ask("long", "start", seconds=26)
    wait_for(lambda: is_ready(job))
    assert (job.attempts, job.result["attempt"]) == (1, 1)
    assert not Pulse.worker_missing()


def test_of_two_workers_one_gets_the_lease(monkeypatch):
    monkeypatch.setattr(tasks, "send", lambda pk: None)
    for _round in range(20):
        job = ask("race")
        barrier, got = threading.Barrier(4), []

        def claim(job=job, barrier=barrier, got=got):
            barrier.wait()
            got.append(Job.objects.claim(job.pk))
            connection.close()

        threads = [threading.Thread(target=claim) for _worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(one is not None for one in got) == 1
        job.refresh_from_db()
        assert job.attempts == 1


def test_same_input_asked_for_at_once_is_one_job(monkeypatch):
    monkeypatch.setattr(tasks, "send", lambda pk: None)
    barrier, got = threading.Barrier(6), []

    def enqueue():
        barrier.wait()
        got.append(actions.enqueue("fault.document", key="v1", arguments={"name": "once", "stop_at": ""}).pk)
        connection.close()

    threads = [threading.Thread(target=enqueue) for _person in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert set(got) == {Job.objects.get().pk}


def test_sweep_and_a_run_that_is_just_storing_do_not_undo_each_other(monkeypatch):
    """The lease has run out, nobody took over yet: whoever gets the row first wins, and the other one sees it."""
    monkeypatch.setattr(tasks, "send", lambda pk: None)
    for _round in range(20):
        job = Job.objects.claim(ask("race").pk)
        Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00Z")
        barrier, outcome = threading.Barrier(2), []

        def store(job=job, barrier=barrier, outcome=outcome):
            barrier.wait()
            try:
                with runs.Run(job).storing() as stored:
                    stored.result = {"stored": True}
                outcome.append("ready")
            except runs.LeaseLostError:
                outcome.append("queued")
            connection.close()

        thread = threading.Thread(target=store)
        thread.start()
        barrier.wait()
        tasks.sweep()
        thread.join()
        job.refresh_from_db()
        assert [job.state] == outcome
        assert bool(job.result) == (job.state == "ready")
