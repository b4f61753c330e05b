"""Whether the attack tests can fail: each guard is taken away once, in a copy of the code, and the test that names it has to notice.

    python -m tests.security.guards            # all of them, some minutes
    python -m tests.security.guards folders    # those whose test has this in its name

An attack test that still passes without the guard proves nothing. `test_guards.py` checks that each row still fits the code.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
TEST_SECONDS = 60
"""A test that hangs without its guard has noticed too."""
FAILED = 1
"""Exit code of pytest when tests fail; any other says that they could not run."""


class Guard(NamedTuple):
    test: str
    """`file::function` in `tests/security`, or `folder/file::function` in another folder of `tests`."""
    file: str
    guarded: str
    """What stands there, once."""
    open: str
    """What stands there without the guard."""


TEMPORARY = "test_folders.py::test_no_program_of_the_platform_uses_a_fixed_name_in_the_temporary_folder"
LOG = "realtime/storage/log_trust.py"
SEALED = "realtime/security/vault.py"
FILES = "judge_workers/packages/files.py"
ARCHIVE = "judge_workers/packages/archive.py"
HTTP = "gateway/edge/http_connection.py"
UPLOAD = "gateway/edge/upload.py"
POSTGRES = "deploy/local/servers/postgres.py"
PRIVATE = "realtime/runtime/private_folder.py"
PROBLEMS = "core_api/domains/problems/service.py"
SESSIONS = "core_api/domains/accounts/sessions.py"
RUN_HANDLER = "judge_workers/worker/program_runs.py"
RUN_SERVICE = "core_api/domains/runs/service.py"
RUN_TIMES = "core_api/domains/submissions/run_times.py"
SOURCE_ARCHIVE = "core_api/domains/submissions/source_archive.py"
SOURCE_ARCHIVE_TEST = "unit/core_api/domains/submissions/test_source_archive.py::"
CONTESTS = "core_api/domains/contests/service.py"
PRINTS = "core_api/domains/prints/service.py"
MARKS = "core_api/domains/marks/store.py"

GUARDS = (
    # addresses
    Guard(
        "test_addresses_at_rest.py::test_no_table_and_no_file_holds_an_address",
        "core_api/storage/addresses.py",
        'return vault.seal("address", (account,), email.encode())',
        'return email.encode() + vault.seal("address", (account,), email.encode())',
    ),
    Guard(
        "test_addresses_at_rest.py::test_an_address_in_anothers_place_does_not_open",
        SEALED,
        "return msgspec.msgpack.encode((kind, *name))",
        "return msgspec.msgpack.encode(kind)",
    ),
    Guard(
        "test_addresses_in_logs.py",
        POSTGRES,
        '            "log_error_verbosity": "terse",',
        '            "log_error_verbosity": "default",',
    ),
    Guard("test_addresses_in_logs.py", POSTGRES, '"log_min_error_statement": "panic"', '"log_min_error_statement": "error"'),
    # test runs
    Guard(
        "test_runs.py::test_a_judge_of_runs_has_no_key_of_secret_tests",
        RUN_HANDLER,
        'stores.vault.only("package", "sample")',
        "stores.vault",
    ),
    Guard(
        "test_runs.py::test_files_that_a_problem_adds_cannot_be_printed",
        RUN_HANDLER,
        '(b"", b"") if added else (output, error)',
        "(output, error)",
    ),
    Guard(
        "test_runs.py::test_files_that_a_problem_adds_cannot_be_printed",
        RUN_SERVICE,
        "if head.package.included(language):",
        "if False:",
    ),
    Guard(
        "api/test_validations.py::test_only_the_author_and_admins_validate",
        "core_api/domains/runs/validations.py",
        "row = await self._problems.own(wanted.problem_id, author)",
        "row = await self._problems._readable(wanted.problem_id, author)",
    ),
    Guard(
        "test_runs.py::test_who_may_run_a_problem_of_a_contest",
        RUN_SERVICE,
        "if not user.is_jury_of(contest):",
        "if False:",
    ),
    Guard(
        "test_runs.py::test_a_draft_is_run_by_its_author_only", RUN_SERVICE, "await self._problems.check_readable(problem, user)", "pass"
    ),
    # mails
    Guard(
        "test_mail.py::test_no_value_and_no_address_has_a_control_character",
        "core_api/storage/mail.py",
        'any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in value)',
        "False",
    ),
    Guard(
        "test_mail.py::test_names_are_no_html_and_no_links",
        "core_api/domains/notifications/rendering.py",
        "escaped = {name: html.escape(value) for name, value in values.items()}",
        "escaped = values",
    ),
    Guard(
        "test_mail.py::test_nothing_of_a_mail_stands_in_clear",
        "core_api/storage/mail.py",
        'vault.seal("mail", (id,), msgspec.json.encode(dict(mail.values)))',
        "msgspec.json.encode(dict(mail.values))",
    ),
    # bodies
    Guard(
        "test_bodies.py::test_a_bomb_is_refused_unopened",
        "core_api/router/bodies.py",
        'if request.headers.get("Content-Encoding", "identity").lower() != "identity":',
        "if False:",
    ),
    Guard(
        "test_bodies.py::test_a_body_beyond_the_limit_is_cut_off",
        "core_api/router/bodies.py",
        "if len(piece) > limit:",
        "if False:",
    ),
    Guard(
        "test_bodies.py::test_a_process_has_one_budget_for_all_bodies",
        "core_api/router/bodies.py",
        "if self.held + size > self._budget:",
        "if False:",
    ),
    Guard(
        "test_bodies.py::test_the_client_is_told_to_send_its_body_only_when_it_is_wanted",
        "core_api/router/dispatch.py",
        ", expect_handler=continue_later",
        "",
    ),
    Guard(
        "test_bodies.py::test_a_larger_body_has_to_be_declared",
        "core_api/router/endpoint.py",
        "if made.body_limit > MAX_BODY and made.policy is Policy.ANYONE:",
        "if False:",
    ),
    # run times of others
    Guard(
        "api/test_run_times.py::test_nothing_is_said_while_a_contest_runs_or_is_frozen",
        RUN_TIMES,
        "if await self._contests.uses_now(row.problem_id, row.user_id):",
        "if False:",
    ),
    Guard(
        "api/test_run_times.py::test_nothing_is_said_while_a_contest_runs_or_is_frozen",
        RUN_TIMES,
        'return not await self._reads.fetchval(f"select {CONTEST_IS_OPEN} from contests c where id = $1", row.contest_id)',
        "return False",
    ),
    Guard(
        "api/test_run_times.py::test_programs_of_a_frozen_contest_are_not_in_the_sample",
        RUN_TIMES,
        "where s.contest_id is null or {SUBMISSION_IN_CONTEST_IS_SHOWN} group by",
        "group by",
    ),
    # figures
    Guard(
        "unit/core_api/domains/problems/test_figures.py::test_a_decoder_that_was_taken_over_reaches_nothing",
        "core_api/domains/problems/figures/confinement.py",
        "code.append((RET, 0, 0, FAIL | EPERM))",
        "code.append((RET, 0, 0, ALLOW))",
    ),
    Guard(
        "unit/core_api/domains/problems/test_figures.py::test_a_decoder_gets_no_more_memory_and_time_than_its_limits",
        "core_api/domains/problems/figures/confinement.py",
        "resource.setrlimit(resource.RLIMIT_AS, (memory, memory))",
        "pass",
    ),
    # source files
    Guard(
        SOURCE_ARCHIVE_TEST + "test_a_bomb_that_lies_about_its_size_is_not_inflated",
        SOURCE_ARCHIVE,
        "return file.read(entry.file_size + 1)",
        "return file.read()",
    ),
    Guard(
        SOURCE_ARCHIVE_TEST + "test_what_a_bomb_declares_is_refused_before_anything_is_read",
        SOURCE_ARCHIVE,
        "if (size := sum(entry.file_size for entry in entries)) > MAX_SOURCE:",
        "if (size := 0):",
    ),
    Guard(
        SOURCE_ARCHIVE_TEST + "test_a_directory_of_many_entries_is_not_parsed",
        SOURCE_ARCHIVE,
        "if archive.count(ENTRY_SIGNATURE) > MAX_ENTRIES:",
        "if False:",
    ),
    Guard(
        SOURCE_ARCHIVE_TEST + "test_only_ordinary_files",
        SOURCE_ARCHIVE,
        "if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):",
        "if False:",
    ),
    Guard(
        SOURCE_ARCHIVE_TEST + "test_methods_that_take_any_amount_of_memory_are_refused",
        SOURCE_ARCHIVE,
        "if entry.flag_bits & ENCRYPTED or entry.compress_type not in METHODS:",
        "if False:",
    ),
    Guard(
        "api/test_submitted_files.py::test_names_that_lead_elsewhere_are_refused",
        "core_api/domains/submissions/source_files.py",
        "if len(file.name) > MAX_FILE_NAME or re.search(FILE_NAME, file.name) is None:",
        "if False:",
    ),
    Guard(
        "test_gateway_bodies.py::test_a_token_buys_no_large_body_where_no_endpoint_takes_one",
        "gateway/edge/body_limits.py",
        "if pattern.fullmatch(path)), DEFAULT)",
        "if pattern.match(path)), 2**26)",
    ),
    Guard(
        "test_gateway_bodies.py::test_every_endpoint_has_its_own_limit_at_the_gateway",
        UPLOAD,
        "if size is not None and size > limit:",
        "if False:",
    ),
    Guard(
        "test_gateway_bodies.py::test_no_byte_of_a_large_body_is_taken_for_an_invented_token",
        "gateway/edge/proxy.py",
        "aiter(upload), expects=True)",
        "aiter(upload))",
    ),
    Guard(
        "test_gateway_bodies.py::test_large_bodies_have_places_and_small_ones_still_pass",
        UPLOAD,
        "(is_stream and self.streams >= STREAMS)",
        "False",
    ),
    Guard(
        "test_gateway_bodies.py::test_who_sends_slowly_holds_no_connection_to_the_api",
        UPLOAD,
        "is_stream = most > WHOLE",
        "is_stream = True",
    ),
    Guard(
        "test_gateway_bodies.py::test_an_api_that_neither_wants_a_body_nor_answers",
        "gateway/edge/proxy.py",
        "async with asyncio.timeout(ANSWER_SECONDS) as patience:",
        "async with asyncio.timeout(None) as patience:",
    ),
    Guard(
        "test_gateway_bodies.py::test_bodies_of_long_polling_are_bounded_before_they_are_read",
        "gateway/edge/server.py",
        "client_max_size=MAX_MESSAGE",
        "client_max_size=2**30",
    ),
    # compilers
    Guard(
        "test_compile_bombs.py::test_an_endless_compilation_is_cut_off_and_not_made_again",
        "judge_workers/evaluation/judge.py",
        "if not built.by_chance:",
        "if built.files is not None:",
    ),
    Guard(
        "test_compile_bombs.py::test_a_compile_error_is_answered_from_the_cache_for_a_while",
        "judge_workers/evaluation/artefacts.py",
        "time.time() - ERROR_SECONDS",
        "0",
    ),
    Guard(
        "test_compile_bombs.py::test_a_compiler_gets_what_its_language_needs_and_no_minute",
        "realtime/languages/definition.py",
        "compile_seconds: float = 10.0",
        "compile_seconds: float = 60.0",
    ),
    # drafts
    Guard(
        "test_drafts.py::test_a_new_problem_is_seen_by_its_author_jury_and_admins",
        PROBLEMS,
        "if row.visible or await self._may_prepare(row, reader):",
        "if True:",
    ),
    Guard(
        "test_drafts.py::test_only_author_and_admins_publish_it",
        PROBLEMS,
        "if not _owns(row, author):",
        "if False:",
    ),
    Guard("api/test_testcases.py::test_tests_are_for_the_author_and_admins", PROBLEMS, "if not _owns(row, author):", "if False:"),
    Guard(
        "api/test_testcases.py::test_a_test_of_another_problem_is_not_opened_by_its_id",
        "core_api/domains/testcases/service.py",
        "if row is None or row.problem_id != problem:",
        "if row is None:",
    ),
    Guard(
        "api/test_problem_versions.py::test_nobody_elses_problem_is_changed",
        PROBLEMS,
        "if not await self._may_prepare(await self._readable(id, reader), reader):",
        "if False:",
    ),
    Guard(
        "api/test_problem_versions.py::test_a_contest_goes_on_with_the_version_that_it_began_with",
        "core_api/storage/problem_versions.py",
        "and v.made_at <= greatest(coalesce(c.starts_at, 'infinity'), c.created_at)),",
        "),",
    ),
    Guard(
        "api/test_version_switch.py::test_a_verdict_that_comes_while_it_is_applied_is_not_lost",
        "core_api/workers/submission_index.py",
        "            await _hold_rejudgings(work.connection, submissions)\n",
        "",
    ),
    Guard(
        "test_drafts.py::test_a_contest_hides_its_problem_until_its_start_and_shows_it_then",
        "core_api/storage/visibility.py",
        "coalesce(c.starts_at <= now(), false)",
        "true",
    ),
    # embedded servers
    Guard(
        "test_embedded_servers.py::test_no_server_answers_without_its_password",
        "deploy/local/servers/redis.py",
        '"requirepass": self.password',
        '"requirepass": \'""\'',
    ),
    Guard(
        "test_embedded_servers.py::test_no_server_answers_without_its_password",
        "deploy/local/servers/nats.py",
        "f'authorization {{ token: \"{self.password}\" }}\\n'",
        "''",
    ),
    Guard(
        "test_embedded_servers.py::test_no_password_serves_for_another_server",
        "deploy/local/servers/base.py",
        "self.password = derived(master, self.name)",
        "self.password = master",
    ),
    Guard(
        "test_embedded_servers.py::test_the_roles_of_postgresql_may_do_no_more_than_they_need",
        POSTGRES,
        "login nosuperuser nocreatedb nocreaterole",
        "login superuser",
    ),
    Guard(
        "test_embedded_servers.py::test_folders_and_files_are_closed_to_others",
        "deploy/local/servers/base.py",
        "self.folder.chmod(0o700)",
        "self.folder.chmod(0o755)",
    ),
    # any wrong request
    Guard("api/test_odd_input.py::test_no_path_query_or_header_is_a_500", "core_api/router/values.py", 'if "\\0" in text:', "if False:"),
    Guard("api/test_odd_input.py::test_no_body_is_a_500", "core_api/router/values.py", 'if "\\0" in body:', "if False:"),
    # folders
    Guard("test_folders.py::test_a_runner_that_another_user_planted_is_not_run", PRIVATE, "if status.st_uid not in TRUSTED:", "if False:"),
    Guard(
        "test_folders.py::test_in_a_folder_of_ones_own_only_a_file_of_ones_own_is_run",
        PRIVATE,
        "status.st_uid == os.geteuid() and not",
        "not",
    ),
    Guard(
        "test_folders.py::test_a_folder_that_others_may_write_to_is_refused",
        PRIVATE,
        "if others_write and (last or not status.st_mode & stat.S_ISVTX):",
        "if False:",
    ),
    Guard(
        "test_folders.py::test_a_link_that_another_user_made_is_not_followed",
        PRIVATE,
        "            _check_owner(there, status, field)\n",
        "",
    ),
    Guard(
        "test_folders.py::test_a_data_folder_that_another_user_made_is_refused",
        "deploy/local/data_folder.py",
        'private_folder(self.path, "data")',
        "self.path.mkdir(exist_ok=True)",
    ),
    Guard(
        "test_folders.py::test_the_start_script_runs_nothing_from_a_home_of_another_user",
        "deploy/local/bootstrap.py",
        'trusted_folder(HOME, "PODIUM_HOME")',
        "pass",
    ),
    Guard(
        "test_folders.py::test_a_user_without_a_home_gets_a_folder_of_a_random_name",
        "deploy/cli/_packages.py",
        'Path(tempfile.mkdtemp(prefix="podium-judge-"))',
        'Path("/tmp/podium-judge-fixed"); made.mkdir(exist_ok=True)',
    ),
    Guard(TEMPORARY, "deploy/cli/_packages.py", "import tempfile\n", "import tempfile\n\nPLACE = tempfile.gettempdir()\n"),
    # the proof of a gateway
    Guard("test_gateway_proof.py", "realtime/security/addresses.py", "if self._proof and not secrets", "if False and not secrets"),
    Guard(
        "test_public_port.py::test_proof_of_a_gateway_is_its_own",
        "gateway/edge/proxy.py",
        "headers.update(self._said(",
        "headers.extend(self._said(",
    ),
    # HTTP connections
    Guard(
        "test_http_connections.py::test_idle_connections_make_room_for_viewers",
        "gateway/edge/context.py",
        'if why == "full" and (self.http.shed() or',
        'if why == "full" and (',
    ),
    Guard(
        "test_http_connections.py::test_an_address_that_is_full_of_idle_ones_lets_its_viewers_in",
        "gateway/edge/context.py",
        'if why == "address" and self.http.shed(address):',
        "if False:",
    ),
    Guard(
        "test_http_connections.py::test_silent_connections_count_and_go_first",
        "gateway/edge/context.py",
        "if len(self.heads) >= HEADS_WHEN_FULL and self.admission.is_full:",
        "if False:",
    ),
    Guard("test_http_connections.py::test_an_idle_connection_is_closed", "gateway/edge/server.py", "keepalive_timeout=IDLE_SECONDS,", ""),
    Guard("test_http_connections.py::test_a_later_head_may_not_be_larger_than_the_first", HTTP, "if self._head > MAX_HEAD or", "if"),
    Guard("test_http_connections.py::test_requests_in_a_row_are_few", HTTP, "or aiohttp_internals.queued(http) > MAX_QUEUED", ""),
    Guard(
        "test_http_connections.py::test_who_leaves_a_large_answer_unread_may_not_send_more",
        HTTP,
        "elif self._transport.get_write_buffer_size() > MAX_UNREAD:",
        "elif False:",
    ),
    Guard("test_http_connections.py::test_one_answer_that_nobody_reads", HTTP, "if self._looks >= LOOKS:", "if False:"),
    # the judge's disk
    Guard(
        "test_judge_at_rest.py::test_nothing_secret_is_in_clear_after_judging",
        "judge_workers/evaluation/artefacts.py",
        "self._vault.seal(KIND, (key,), msgspec.msgpack.encode(kept))",
        "msgspec.msgpack.encode(kept)",
    ),
    Guard(
        "test_judge_at_rest.py::test_nothing_secret_is_in_clear_after_judging",
        "realtime/storage/judgements.py",
        '{"_id": id, "sealed": sealed}',
        '{"_id": id, "sealed": sealed, "log": judgement.compile_log}',
    ),
    Guard(
        "test_judge_at_rest.py::test_names_of_artefacts_do_not_tell_what_they_are_of",
        SEALED,
        "digest_size=20, key=self._of(kind).names",
        "digest_size=20",
    ),
    Guard(
        "test_judge_at_rest.py::test_what_earlier_versions_kept_in_clear_is_deleted",
        "judge_workers/evaluation/artefacts.py",
        'shutil.rmtree(folder / "artefacts", ignore_errors=True)',
        "pass",
    ),
    Guard(
        "test_judge_at_rest.py::test_an_artefact_that_somebody_changed_or_exchanged_is_not_used",
        SEALED,
        "return msgspec.msgpack.encode((kind, *name))",
        "return msgspec.msgpack.encode(kind)",
    ),
    # the log
    Guard(
        "test_log.py::test_forged_verdicts_move_no_board",
        "realtime/storage/contest_log.py",
        "            async for entry in source:\n                if self._trust.believes(entry):",
        "            async for entry in source:\n                if True:",
    ),
    Guard(
        "test_log.py::test_forged_verdicts_are_in_no_export_and_no_archive",
        "realtime/storage/contest_log.py",
        "max(after, version.last if version else 0)):\n                if self._trust.believes(entry):",
        "max(after, version.last if version else 0)):\n                if True:",
    ),
    Guard(
        "test_log.py::test_forged_verdicts_are_not_noted",
        "core_api/workers/submission_index.py",
        "if not self._trust.believes(entry):",
        "if False:",
    ),
    Guard(
        "test_log.py::test_forged_verdicts_are_not_noted",
        "realtime/security/authenticator.py",
        'hashlib.blake2b(contest.encode() + b"\\0", key=log',
        'hashlib.blake2b(b"\\0", key=log',
    ),
    Guard(
        "test_log.py::test_a_forged_snapshot_is_not_restored",
        "realtime/security/authenticator.py",
        "if not hmac.compare_digest(wrapped[:CODE_BYTES], self._code_of_kept(name, content)):",
        "if False:",
    ),
    Guard("test_log.py::test_a_log_of_an_earlier_version_is_read_up_to_the_mark", LOG, "if mark is None:", "if mark is None and False:"),
    Guard("test_log.py::test_a_new_log_begins_with_a_mark", LOG, "            await write_mark(backbone, authenticator, 0)\n", ""),
    Guard(
        "test_log.py::test_a_verdict_is_noted_for_its_own_submission_only",
        "core_api/workers/submission_index.py",
        "where judgement_id = $1 and submission_id = $4",
        "where judgement_id = $1 and $4 <> ''",
    ),
    # logging in
    Guard(
        "test_login.py::test_twenty_guesses_in_parallel_do_not_get_past_the_lock",
        "core_api/domains/accounts/attempts.py",
        "        if wait:\n",
        "        if False:\n",
    ),
    Guard(
        "test_login.py::test_a_stranger_cannot_lock_an_account",
        "core_api/domains/accounts/attempts.py",
        'return f"{name}:{hashlib.sha256(network(address).encode()).hexdigest()[:16]}", name',
        "return name, name",
    ),
    Guard(
        "test_login.py::test_a_huge_address_becomes_no_key",
        "core_api/domains/accounts/attempts.py",
        "name = hashlib.sha256(account.encode()).hexdigest()[:32]",
        "name = account",
    ),
    Guard(
        "test_login.py::test_names_that_look_like_another_are_refused",
        "realtime/security/names.py",
        "name).translate(_LOOK_ALIKES).casefold().translate(_LOOK_ALIKES)",
        "name)",
    ),
    # sessions
    Guard(
        "test_stolen_sessions.py::test_a_replayed_refresh_token_ends_the_session_and_all_its_tokens",
        SESSIONS,
        'await self._end(work, found.user_id, [found.session_id], "replayed refresh token")',
        "pass",
    ),
    Guard(
        "test_stolen_sessions.py::test_a_copied_token_gives_nothing_while_tabs_may_still_collide",
        SESSIONS,
        "if hmac.compare_digest(found.attempt, _hash(attempt.encode())) and",
        "if",
    ),
    Guard(
        "test_stolen_sessions.py::test_other_sites_cannot_use_the_cookie_of_a_page",
        "core_api/router/client.py",
        'if mode is not None and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":',
        "if False:",
    ),
    Guard(
        "test_stolen_sessions.py::test_sessions_of_others_do_not_exist",
        "core_api/domains/accounts/session_store.py",
        "select id from sessions where user_id = $1 and ended_at is null and until > $2",
        "select id from sessions where $1::text is not null and ended_at is null and until > $2",
    ),
    Guard("test_logout.py::test_rest_refuses_both_tokens", "realtime/security/tokens.py", "if claims.sid in self.revoked:", "if False:"),
    Guard(
        "test_logout.py::test_a_websocket_leaves_private_rooms_and_the_token_opens_none",
        "gateway/hub/sessions.py",
        'self._hub.doors.leave_private(viewer, Unauthenticated("the access token was revoked"))',
        "pass",
    ),
    # search
    Guard(
        "api/test_search.py::test_what_is_hidden_is_gone_at_once_and_not_when_the_index_follows",
        "core_api/domains/search/service.py",
        "wanted.only, (*wanted.without, *hidden), limit)",
        "wanted.only, wanted.without, limit)",
    ),
    Guard(
        "api/test_search.py::test_what_an_index_holds_against_the_rules_is_not_shown",
        "core_api/domains/search/store.py",
        "where p.id = any($1::text[]) and {PROBLEM_IS_SHOWN} order by array_position",
        "where p.id = any($1::text[]) order by array_position",
    ),
    Guard(
        "api/test_search.py::test_no_draft_is_written_to_the_index",
        "core_api/storage/search/documents.py",
        "from problems p where {PROBLEM_IS_SHOWN} and",
        "from problems p where",
    ),
    Guard(
        "api/test_search.py::test_drafts_are_found_by_nobody_until_they_are_published",
        "core_api/domains/search/store.py",
        "and not p.id = any($5::text[]) and {PROBLEM_IS_SHOWN}{each}",
        "and not p.id = any($5::text[]){each}",
    ),
    Guard(
        "api/test_search.py::test_users_who_are_not_to_be_found_are_not_in_the_index",
        "core_api/storage/search/documents.py",
        "from users u where {USER_IS_FOUND} and",
        "from users u where",
    ),
    # likes and marks
    Guard(
        "api/test_marks.py::test_a_problem_that_one_may_not_see_has_no_likes_and_no_marks",
        MARKS,
        "or t.problem_id is not null or {PROBLEM_IS_SHOWN})",
        "or true)",
    ),
    Guard(
        "api/test_marks.py::test_a_problem_that_one_may_not_see_has_no_likes_and_no_marks",
        "core_api/domains/marks/service.py",
        "        if liked:\n            await self._problems.check_readable(problem, user)\n",
        "",
    ),
    Guard(
        "api/test_marks.py::test_what_the_own_team_solved_counts_and_another_team_does_not",
        MARKS,
        "s.contest_id = m.contest_id and s.team_id = m.team_id",
        "s.contest_id = m.contest_id",
    ),
    Guard(
        "api/test_recommendations.py::test_nothing_is_told_of_a_contest_that_runs_or_is_frozen",
        "core_api/storage/visibility.py",
        "or (c.settings ->> 'freeze' is not null and c.thawed_at is null)",
        "",
    ),
    Guard(
        "api/test_recommendations.py::test_people_who_hide_what_they_submit_and_single_people_are_not_in_it",
        "core_api/domains/marks/recommendation_store.py",
        "coalesce(u.privacy ->> 'submissions', 'members') <> 'nobody'",
        "true",
    ),
    # statistics
    Guard(
        "api/test_statistics.py::test_nothing_of_a_frozen_contest_is_counted_until_the_thaw_and_again_when_it_is_taken_back",
        "core_api/storage/visibility.py",
        "(c.settings ->> 'freeze' is null or c.thawed_at is not null)",
        "true",
    ),
    Guard(
        "api/test_statistics.py::test_hidden_teams_and_people_who_hide_are_in_no_list",
        "core_api/domains/statistics/store.py",
        "coalesce(u.privacy ->> 'statistics', 'everybody') = 'everybody'",
        "true",
    ),
    Guard(
        "api/test_statistics.py::test_statistics_of_a_team_are_shown_where_all_of_its_members_show_theirs",
        "core_api/domains/statistics/service.py",
        "        await self._users.check_statistics_of_team(await self._store.members(team), reader)\n",
        "",
    ),
    # ratings and final results
    Guard(
        "api/test_ratings.py::test_ratings_tell_nothing_of_a_freeze",
        "core_api/domains/ratings/service.py",
        "if contest.hidden_from is not None:",
        "if False:",
    ),
    Guard(
        "api/test_final_results.py::test_nothing_is_kept_before_the_log_has_all_and_the_freeze_is_lifted",
        "core_api/domains/results/final_store.py",
        "and (c.settings ->> 'freeze' is null or c.thawed_at is not null)",
        "",
    ),
    # packages
    Guard(
        "test_package_files.py::test_nothing_but_files_is_read_from_a_folder", FILES, "if not stat.S_ISREG(status.st_mode):", "if False:"
    ),
    Guard("test_package_files.py::test_nothing_but_files_is_read_from_a_folder", FILES, "if status.st_nlink > 1:", "if False:"),
    Guard(
        "test_package_files.py::test_a_folder_that_is_a_link_is_not_entered",
        FILES,
        "            _check_kind(name, entry.stat(follow_symlinks=False))\n",
        "",
    ),
    Guard(
        "test_package_files.py::test_a_file_that_becomes_a_link_after_the_check_is_not_read",
        FILES,
        "os.O_RDONLY | os.O_NOFOLLOW |",
        "os.O_RDONLY |",
    ),
    Guard("test_package_files.py::test_a_folder_of_endless_files_or_depth_is_refused", FILES, "if depth == MAX_DEPTH:", "if False:"),
    Guard(
        "test_package_files.py::test_what_an_archive_may_not_hold",
        ARCHIVE,
        'if name.startswith("/") or ".." in parts or "\\\\" in name or "\\0" in name:',
        "if False:",
    ),
    Guard("test_package_files.py::test_what_an_archive_may_not_hold", ARCHIVE, "elif not entry.isreg() or entry.issparse() or", "elif"),
    Guard(
        "test_package_files.py::test_an_archive_that_unpacks_to_any_size_is_cut_off",
        ARCHIVE,
        "                if self._left < 0:",
        "                if False:",
    ),
    Guard(
        "test_package_files.py::test_values_that_a_few_lines_of_yaml_multiply_are_refused",
        "judge_workers/packages/metadata.py",
        "    _check_size(found, path.name)\n",
        "",
    ),
    Guard(
        "test_package_files.py::test_an_import_that_did_not_come_from_the_command_line_has_the_same_bounds",
        "realtime/storage/packages.py",
        "msgspec.Meta(pattern=INNER_PATH, max_length=MAX_NAME)",
        "msgspec.Meta(max_length=MAX_NAME)",
    ),
    Guard(
        "test_packages.py::test_a_refused_upload_changes_nothing",
        "realtime/storage/packages.py",
        "    key = ids.new()\n",
        "    key = package.problem\n",
    ),
    Guard(
        "test_packages.py::test_a_vault_of_samples_opens_no_secret_test",
        SEALED,
        "{kind: self._keys[kind] for kind in kinds}",
        "dict(self._keys)",
    ),
    Guard(
        "test_packages.py::test_left_over_packages_are_swept",
        "core_api/workers/package_sweeper.py",
        "return ids.made_at(key) < moment",
        "return True",
    ),
    # the public port
    Guard(
        "test_public_port.py::test_nobody_says_where_he_comes_from_unless_trusted",
        "realtime/security/addresses.py",
        "if peer not in self or not",
        "if not",
    ),
    Guard(
        "wire/test_proxy.py::test_a_clients_own_line_before_that_of_a_load_balancer_is_not_believed",
        "realtime/security/addresses.py",
        'return ",".join(lines) if lines else None',
        "return lines[0] if lines else None",
    ),
    Guard(
        "api/test_limits.py::test_the_addresses_of_one_ipv6_network_share_a_limit",
        "core_api/router/limits.py",
        '"address": counted_as(address)',
        '"address": address',
    ),
    Guard(
        "wire/test_link.py::test_the_addresses_of_one_ipv6_network_share_the_connections_of_one",
        "gateway/edge/admission.py",
        "self.open[counted_as(address)] >= self.per_address",
        "self.open[address] >= self.per_address",
    ),
    # accounts
    Guard(
        "api/test_oidc.py::test_a_stolen_access_token_links_nothing",
        "core_api/domains/oidc/service.py",
        "await self._auth.confirm_password(by.sub, password, address)",
        "pass",
    ),
    Guard(
        "api/test_recovery.py::test_a_login_that_is_under_way_does_not_outlive_its_password",
        "core_api/domains/second_factor/sign_in.py",
        "if password_hash is not None and held != password_hash:",
        "if False:",
    ),
    Guard(
        "api/test_second_factor.py::test_a_login_that_waits_for_its_code_ends_with_the_password",
        "core_api/domains/accounts/store.py",
        'await work.connection.execute("delete from login_challenges where user_id = $1", user)',
        "pass",
    ),
    Guard(
        "api/test_registration.py::test_mails_that_are_asked_for_at_once_are_no_more_than_those_of_a_day",
        "core_api/domains/accounts/registration_store.py",
        "if not await take_turn(work, key):",
        "if False:",
    ),
    Guard(
        "api/test_recovery.py::test_links_that_are_asked_for_at_once_are_no_more_than_those_of_a_day",
        "core_api/domains/accounts/recovery_store.py",
        "if not await take_turn(work, user):",
        "if False:",
    ),
    Guard(
        "api/test_teams.py::test_a_mailbox_gets_few_invitations_whoever_sends_them",
        "core_api/domains/teams/mailboxes.py",
        "if not taken.counted:",
        "if False:",
    ),
    Guard(
        "api/test_user_admin.py::test_nothing_is_left_of_the_team_of_one_of_a_deleted_account",
        "core_api/domains/user_admin/service.py",
        "            await self.teams.strip(work, id)\n",
        "",
    ),
    Guard(
        "test_public_port.py::test_no_answer_names_a_version",
        "realtime/runtime/server_header.py",
        "web_response.SERVER_SOFTWARE = NAME",
        "NAME",
    ),
    Guard(
        "test_public_port.py::test_pages_are_compressed_for_those_who_ask",
        "gateway/edge/page.py",
        "path.parent != folder.resolve() or not",
        "not",
    ),
    # results
    Guard(
        "test_results.py::test_what_is_told_of_hidden_tests",
        "core_api/domains/submissions/feedback.py",
        'if test.sample or feedback == "tests"]',
        "]",
    ),
    Guard(
        "test_results.py::test_what_is_told_of_hidden_tests",
        "core_api/domains/submissions/feedback.py",
        "memory = math.ceil(test.memory / MEMORY_STEP) * MEMORY_STEP",
        "memory = test.memory",
    ),
    Guard(
        "test_results.py::test_the_judge_is_told_what_it_may_tell",
        "core_api/domains/submissions/service.py",
        'hide_tests=admission.feedback == "verdict"',
        "hide_tests=False",
    ),
    Guard(
        "test_results.py::test_frames_do_not_tell_at_which_test_a_submission_failed",
        "judge_workers/worker/progress.py",
        "if self._task.hide_tests:",
        "if False:",
    ),
    # seals
    Guard(
        "test_seals.py::test_something_else_in_the_place_of_a_test_is_a_system_error",
        SEALED,
        "return msgspec.msgpack.encode((kind, *name))",
        "return msgspec.msgpack.encode(kind)",
    ),
    Guard(
        "test_seals.py::test_an_inserted_judgement_counts_for_nothing",
        "realtime/storage/judgements.py",
        '    return msgspec.msgpack.decode(vault.open("judgement"',
        '    if not document["sealed"]:\n'
        '        return msgspec.convert({**document, "tests": ()}, Judgement)\n'
        '    return msgspec.msgpack.decode(vault.open("judgement"',
    ),
    Guard(
        "test_seals.py::test_another_source_is_not_judged",
        "realtime/storage/sources.py",
        "bound: Name = (task.submission, task.contest,",
        "bound: Name = (task.contest,",
    ),
    Guard(
        "test_seals.py::test_a_request_is_judged_only_as_it_was_accepted",
        "realtime/storage/sources.py",
        "task.language, task.time, task.accepted)",
        "task.language)",
    ),
    Guard(
        "test_seals.py::test_a_request_is_judged_only_as_it_was_accepted",
        "judge_workers/worker/task_handler.py",
        "if not task.names_itself:",
        "if False:",
    ),
    # text
    Guard(
        "test_text.py::test_a_nul_character_is_an_error_that_names_its_field", "core_api/router/values.py", 'if "\\0" in body:', "if False:"
    ),
    Guard(
        "test_text.py::test_an_integer_that_json_cannot_hold_is_refused",
        "core_api/router/values.py",
        "if abs(body) > MAX_INTEGER:",
        "if False:",
    ),
    Guard(
        "test_text.py::test_nothing_keeps_what_is_private",
        "core_api/router/dispatch.py",
        'headers["Cache-Control"] = http.NO_STORE',
        "pass",
    ),
    # too early
    Guard(
        "test_told_too_early.py::test_an_announcement_names_no_problem_before_the_start",
        "core_api/domains/jury/service.py",
        "if said.problem and not await self._contests.shows_problems(id):",
        "if False:",
    ),
    Guard(
        "test_told_too_early.py::test_an_announcement_names_no_problem_before_the_start",
        "core_api/domains/jury/service.py",
        "return said if shown else [",
        "return said if True else [",
    ),
    Guard(
        "test_told_too_early.py::test_counts_do_not_tell_of_hidden_teams",
        CONTESTS,
        "teams=row.teams if jury else row.teams - row.hidden_teams",
        "teams=row.teams",
    ),
    Guard(
        "test_told_too_early.py::test_no_name_has_characters_that_cannot_be_seen",
        "realtime/security/names.py",
        "if category in _INVISIBLE:",
        "if False:",
    ),
    # teams
    Guard(
        "test_identity.py::test_members_hear_of_their_teams_submissions_and_nobody_else",
        "gateway/hub/access.py",
        "if team == room.team:",
        "if team:",
    ),
    Guard(
        "test_identity.py::test_who_leaves_a_team_leaves_its_room_at_once",
        "gateway/hub/memberships.py",
        "            before = known.teams.pop(change.contest, None)",
        "            before = known.teams.get(change.contest)",
    ),
    Guard(
        "test_identity.py::test_without_an_answer_the_rooms_of_teams_are_closed",
        "gateway/hub/memberships.py",
        "if known is None or self._clock() - known.asked_at > MAX_AGE:",
        "if known is None:",
    ),
    Guard(
        "test_teams.py::test_another_captains_team_is_not_ones_own",
        "core_api/domains/teams/service.py",
        "if by.sub != team.captain_id and not by.is_jury:",
        "if False:",
    ),
    Guard(
        "test_teams.py::test_an_address_of_the_hall_cannot_be_claimed",
        "core_api/domains/registrations/rules.py",
        "if settings.networks and not _is_within(settings.networks, address):",
        "if False:",
    ),
    Guard(
        "test_teams.py::test_two_teams_at_the_same_moment_do_not_both_get_a_member",
        "core_api/domains/registrations/enrolment.py",
        "if elsewhere := await self._registrations.add_members(work, contest, team, users):",
        "if (elsewhere := await self._registrations.add_members(work, contest, team, users)) and False:",
    ),
    Guard(
        "test_teams.py::test_who_was_removed_sees_nothing_more_of_the_team",
        "core_api/domains/submissions/service.py",
        "if row.contest_id is None or await self._registrations.team_of(row.contest_id, reader.sub) != row.team_id:",
        "if row.contest_id is None:",
    ),
    # private contests
    Guard(
        "api/test_private_contests.py::test_no_endpoint_tells_a_stranger_of_a_private_contest",
        "core_api/router/dispatch.py",
        "            if sight is not None:",
        "            if False:",
    ),
    Guard(
        "api/test_private_contests.py::test_it_is_joined_with_its_code_and_a_wrong_one_says_nothing",
        "core_api/domains/registrations/service.py",
        "if contest.is_private and not seen and not is_code(self._vault, id, held, wanted.code):",
        "if False:",
    ),
    Guard(
        "api/test_private_contests.py::test_codes_are_not_guessed_without_end",
        "core_api/domains/registrations/service.py",
        'if not seen or (await self._registrations.rules(id)).registration.approval == "code":',
        'if (await self._registrations.rules(id)).registration.approval == "code":',
    ),
    Guard(
        "api/test_private_contests.py::test_guests_come_by_invitation_or_with_the_code_and_go_at_once",
        "core_api/domains/contests/store.py",
        "and ($4::text[] is null or not c.private or c.id = any($4))",
        "and ($4::text[] is null or true or c.id = any($4))",
    ),
    Guard(
        "api/test_private_contests.py::test_its_problems_are_read_and_practised_inside_only",
        "core_api/storage/visibility.py",
        '_USING = f"from contests c where not c.private and',
        '_USING = f"from contests c where',
    ),
    Guard(
        "api/test_private_contests.py::test_a_juror_elsewhere_cannot_take_its_problem_into_another_contest",
        "core_api/domains/preparation/problems.py",
        "if problem.id not in known and not await self._problems.may_choose(problem.id, juror):",
        "if False:",
    ),
    Guard(
        "api/test_private_contests.py::test_what_somebody_did_in_it_is_not_told_to_others",
        "core_api/domains/ratings/store.py",
        "and ($3 or not c.private)",
        "and ($3 or true)",
    ),
    Guard(
        "test_private_rooms.py::test_a_stranger_is_told_what_is_told_of_a_contest_that_does_not_exist",
        "gateway/hub/access.py",
        "        if private:\n            return self._unseen",
        "        if private and False:\n            return self._unseen",
    ),
    Guard(
        "test_private_rooms.py::test_who_is_put_out_of_the_contest_leaves_its_rooms_at_once",
        "gateway/hub/memberships.py",
        "if before is not None and before != known.teams.get(change.contest):",
        "if False:",
    ),
    Guard(
        "test_private_rooms.py::test_a_contest_that_becomes_private_is_closed_to_strangers",
        "gateway/hub/hub.py",
        "        private.changed = self.doors.privacy_changed\n",
        "",
    ),
    Guard(
        "test_private_rooms.py::test_nobody_is_let_in_before_it_is_known_which_contests_are_private",
        "gateway/hub/access.py",
        "        if private is None:\n",
        "        if False:\n",
    ),
    # teams
    Guard(
        "test_teams.py::test_a_decompression_bomb_is_not_decompressed",
        "core_api/domains/teams/pictures.py",
        "    except Exception as error:  # the decoder raises many kinds for what is not well-formed",
        "    except KeyError as error:",
    ),
    # statements
    Guard(
        "test_statements.py::test_a_judge_that_was_taken_over_reaches_no_reader",
        "core_api/workers/statement_maker.py",
        "html = await cleaned(result.html)",
        "html = result.html",
    ),
    Guard(
        "test_statements.py::test_neither_does_a_source_that_waits_or_markdown",
        "core_api/domains/problems/statement_html.py",
        "<pre>{escape(row.source)}</pre>",
        "<pre>{row.source}</pre>",
    ),
    # uploads
    Guard(
        "api/test_uploads.py::test_an_upload_is_its_owners_alone",
        "core_api/domains/uploads/store.py",
        "id = $1 and user_id = $2 and until > now()",
        "id = $1 and $2 <> '' and until > now()",
    ),
    Guard(
        "api/test_uploads.py::test_open_uploads_of_a_user_are_counted_also_at_the_same_moment",
        "core_api/domains/uploads/store.py",
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        "select $1::text",
    ),
    Guard(
        "api/test_uploads.py::test_a_part_is_what_its_digest_and_place_say",
        "core_api/domains/uploads/service.py",
        "if digest.hexdigest() != part.sha256:",
        "if False:",
    ),
    # files of problems
    Guard(
        "api/test_attachments.py::test_a_file_runs_nothing_in_a_page",
        "core_api/domains/problems/attachments.py",
        "{NOTHING_RUNS}",
        "",
    ),
    Guard(
        "api/test_attachments.py::test_a_file_is_seen_exactly_when_its_problem_is",
        PROBLEMS,
        "        await self._check_readable(found.row, reader)\n",
        "",
    ),
    Guard(
        "api/test_attachments.py::test_of_a_picture_only_the_points_are_kept",
        "core_api/domains/problems/attachments.py",
        "return await cleaned(name, sent.content)",
        "return sent.content",
    ),
    # prints
    Guard(
        "api/test_prints.py::test_a_team_takes_its_waiting_print_back_and_no_other",
        PRINTS,
        "await self._team(row.contest_id, reader) != row.team_id",
        "not await self._team(row.contest_id, reader)",
    ),
    Guard(
        "api/test_prints.py::test_the_jury_sees_the_queue_in_its_order_and_teams_their_own",
        PRINTS,
        "team = wanted.team if reader.is_jury_of(contest) else await self._team(contest, reader)",
        "team = wanted.team or await self._team(contest, reader)",
    ),
    Guard(
        "api/test_prints.py::test_the_queue_of_a_team_is_bounded_and_no_retry_prints_twice",
        PRINTS,
        "if waiting.of_team >= MAX_WAITING_OF_TEAM:",
        "if waiting.of_team >= MAX_WAITING:",
    ),
    Guard(
        "unit/core_api/domains/prints/test_document.py::test_a_text_that_takes_the_highlighter_too_long_is_printed_plain",
        "core_api/domains/prints/pdf/renderer.py",
        "async with asyncio.timeout(seconds):",
        "async with asyncio.timeout(None):",
    ),
    Guard(
        "unit/core_api/domains/prints/test_layout.py::test_what_no_font_has_or_nobody_sees_is_replaced_and_counted",
        "core_api/domains/prints/pdf/layout.py",
        'in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")',
        'in ("Cs",)',
    ),
    # Web Push
    Guard(
        "unit/core_api/domains/push/test_services.py",
        "core_api/domains/push/services.py",
        "if origin in self._names or (plain and any(_fits(host, name) for name in self._names)):",
        "if host:",
    ),
    Guard(
        "api/test_push.py::test_a_session_that_ended_is_told_nothing",
        "core_api/domains/push/store.py",
        " join sessions s on s.id = p.session_id and s.ended_at is null and s.until > now()",
        " join sessions s on s.id = p.session_id",
    ),
    Guard(
        "api/test_push.py::test_an_answer_goes_to_its_team_alone_unless_all_are_told",
        "core_api/domains/push/store.py",
        "($2::text is null or m.team_id = $2)",
        "($2::text is null or $2 <> '')",
    ),
    Guard(
        "api/test_push.py::test_the_addresses_of_browsers_are_sealed",
        "core_api/domains/push/store.py",
        'self._vault.seal("push", (id,), msgspec.json.encode(wanted)),',
        "msgspec.json.encode(wanted),",
    ),
)


def address(guard: Guard) -> str:
    """Of its test, as pytest takes it."""
    return f"tests/{guard.test}" if "/" in guard.test else f"tests/security/{guard.test}"


def fault(guard: Guard) -> str:
    """Why a row does not fit the code any more; nothing when it does."""
    if (count := (ROOT / guard.file).read_text().count(guard.guarded)) != 1:
        return f"{guard.file} has {guard.guarded!r} {count} times"
    file, _, function = address(guard).partition("::")
    if f"def {function}" not in (ROOT / file).read_text():
        return f"there is no test {guard.test}"
    return ""


def copied(folder: Path) -> Path:
    """The code as it is here, without what git does not know."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (source := ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    return folder


def still_passes(guard: Guard, code: Path) -> str:
    """What pytest says although the guard is gone; nothing when the test has noticed."""
    path = code / guard.file
    whole = path.read_text()
    path.write_text(whole.replace(guard.guarded, guard.open))
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", f"--timeout={TEST_SECONDS}", address(guard)]
        done = subprocess.run(command, cwd=code, check=False, capture_output=True, text=True)
    finally:
        path.write_text(whole)
    return "" if done.returncode == FAILED else f"exit code {done.returncode}: {done.stdout[-600:]}"


def main() -> int:
    chosen = [guard for guard in GUARDS if any(part in guard.test for part in sys.argv[1:] or [""])]
    bad = 0
    with tempfile.TemporaryDirectory(prefix="podium-guards-") as name:
        code = copied(Path(name))
        for guard in chosen:
            said = fault(guard) or still_passes(guard, code)
            bad += bool(said)
            print(f"{'NOT NOTICED' if said else 'noticed'}  {guard.test}  ({guard.file})", said, flush=True)
    print(f"{len(chosen) - bad} of {len(chosen)} tests notice that their guard is gone")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
