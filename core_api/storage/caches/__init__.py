"""Caches of what many readers ask for.

`in_process` keeps values and pages in one process, for a moment or as long as a version holds. `two_level` has `Cache`: values by key in
the process (level 1, seconds) and in Redis for all processes (level 2, up to an hour); a change ends them on both levels, see
`core_api.storage.changes`.
"""

from core_api.storage.caches.in_process import Page, Recent, Shared, VersionedPages, tag
from core_api.storage.caches.two_level import Cache, Caches

__all__ = ["Cache", "Caches", "Page", "Recent", "Shared", "VersionedPages", "tag"]
