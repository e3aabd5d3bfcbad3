"""Every mutation, in the order of the table."""

from scripts.mutations.catalogue import agent, delivery, rights, storage, stream, webhooks
from scripts.mutations.mutation import Mutation

MUTATIONS: tuple[Mutation, ...] = (
    *storage.MUTATIONS,
    *delivery.MUTATIONS,
    *stream.MUTATIONS,
    *rights.MUTATIONS,
    *webhooks.MUTATIONS,
    *agent.MUTATIONS,
)
