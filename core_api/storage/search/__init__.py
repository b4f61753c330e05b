"""From PostgreSQL to the search index: what changed, the documents made of it, and the index made anew.

Triggers note what changes in the table `search_changes`, as part of the transaction that changes it, and for a contest also when it starts
(migration 0039). Role `worker` writes the documents of what is due and removes the notes then: nothing is lost, whatever dies in between.
"""
