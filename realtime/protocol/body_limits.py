"""Bytes that a request's body may have, by endpoint. Generated from the endpoints: `python -m core_api.generate`."""

DEFAULT = 65536
"""Of an endpoint without a line below."""
LIMITS: tuple[tuple[str, str, int], ...] = (
    ("POST", "/api/v1/problems", 4194304),
    ("PUT", "/api/v1/problems/{problem}", 4194304),
    ("PUT", "/api/v1/problems/{problem}/package", 67108864),
    ("PUT", "/api/v1/problems/{problem}/statements/{language}", 1048576),
    ("PUT", "/api/v1/problems/{problem}/attachments/{name}", 11185834),
    ("PUT", "/api/v1/uploads/{upload}/parts/{part}", 4195328),
    ("POST", "/api/v1/testcases/{problem}", 16777216),
    ("PUT", "/api/v1/testcases/{testcase}", 16777216),
    ("POST", "/api/v1/contests/{contest}/events", 4194304),
    ("PUT", "/api/v1/teams/{team}/picture", 350549),
    ("PUT", "/api/v1/contests/{contest}/registration-settings", 162384),
    ("POST", "/api/v1/contests/{contest}/team-list", 4194304),
    ("POST", "/api/v1/submissions", 622592),
    ("POST", "/api/v1/contests/{contest}/submissions", 622592),
    ("POST", "/api/v1/submissions/run", 1015808),
    ("POST", "/api/v1/testcases/validate", 4194304),
    ("POST", "/api/v1/contests/{contest}/rejudgings", 3200000),
    ("POST", "/api/v1/contests/{contest}/prints", 618496),
    ("POST", "/api/v1/admin/users/import", 131072),
)
"""Method, path with placeholders, bytes."""
