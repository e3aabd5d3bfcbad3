"""Every mutation, in the order of the table."""

from scripts.mutations.catalogue import delivery, rights, storage, webhooks
from scripts.mutations.mutation import Mutation

MUTATIONS: tuple[Mutation, ...] = (
    *storage.MUTATIONS,
    *delivery.MUTATIONS,
    *rights.MUTATIONS,
    *webhooks.MUTATIONS,
)
