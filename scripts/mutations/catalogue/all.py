"""Every mutation, in the order of the table."""

from itertools import chain

from scripts.mutations.catalogue import (
    delivery,
    line,
    marks,
    retention,
    rights,
    sessions,
    storage,
    store,
    stream,
    tickets,
    toasts,
    webhooks,
)
from scripts.mutations.mutation import Mutation

MUTATIONS: tuple[Mutation, ...] = tuple(
    chain.from_iterable(
        part.MUTATIONS
        for part in (
            *(storage, retention, delivery, stream, rights, sessions, tickets, webhooks),
            *(store, toasts, marks, line),
        )
    )
)
