"""Shows each toast with the first member that can; the last one cannot fail.

A member that raises or does not answer in time is skipped, recorded and left alone for a while.
It is asked again after that, or at once when its service reappears. A member that was told to show
nothing ends the chain: what the person switched off in the system is not shown another way.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence

from desktop.adapters.toasts.center_only import CenterOnly
from desktop.adapters.toasts.member import (
    ServiceDownError,
    ToastMember,
    ToastsForbiddenError,
)
from desktop.core.toasts.toast import NOBODY, NotShownError, Toast, ToastOutcome

logger = logging.getLogger(__name__)

MEMBER_TIMEOUT_S = 5.0
"""Backstop; members that can be slow have shorter limits of their own."""
REST_S = 30.0
"""How long a failed member or service is not asked again."""
MAX_TAGS = 256
"""Tags whose member is remembered; withdrawing an older toast does nothing."""


class ToastChain:
    """An ordered chain of members, ended by ``CenterOnly``.

    Toasts are shown one after the other, so that a newer toast of a tag cannot be overtaken.
    """

    def __init__(
        self,
        members: Sequence[ToastMember],
        *,
        monotonic: Callable[[], float],
        timeout_s: float = MEMBER_TIMEOUT_S,
        rest_s: float = REST_S,
    ) -> None:
        """Chain ``members``, best first; ``monotonic`` returns seconds of a steady clock."""
        self._members: tuple[ToastMember, ...] = (*members, CenterOnly())
        self._monotonic = monotonic
        self._timeout_s = timeout_s
        self._rest_s = rest_s
        self._rest_until: dict[str, float] = {}
        self._skipped: dict[str, str] = {}
        self._forbidding: set[str] = set()
        self._shown_by: OrderedDict[str, ToastMember] = OrderedDict()
        self._turn = asyncio.Lock()

    @property
    def skipped(self) -> Mapping[str, str]:
        """Why a member was last skipped, by its name; a member that works is absent."""
        return dict(self._skipped)

    def service_appeared(self, service: str) -> None:
        """Ask the members of ``service`` again from now on."""
        self._rest_until.pop(service, None)
        for member in self._members:
            if member.service == service:
                self._rest_until.pop(member.name, None)

    async def show(self, toast: Toast) -> ToastOutcome:
        """Show ``toast`` with the first member that can. Never raises."""
        async with self._turn:
            skipped: dict[str, str] = {}
            for member in self._members:
                if not self._is_resting(member) and await self._attempt(
                    member, _done(member.show(toast))
                ):
                    self._remember(toast.tag, member)
                    shown_by = NOBODY if isinstance(member, CenterOnly) else member.name
                    return ToastOutcome(shown_by, skipped)
                skipped[member.name] = self._skipped.get(member.name, "resting")
                if member.name in self._forbidding:
                    break
            return ToastOutcome(NOBODY, skipped)

    async def is_silenced(self) -> bool:
        """Return whether the system wants no toasts now, as the member says that would show one.

        Never raises; who cannot be asked is not silent.
        """
        async with self._turn:
            for member in self._members:
                if self._is_resting(member):
                    continue
                answer = await self._attempt(member, member.is_silenced())
                if answer is not None:
                    return answer
        return False

    async def withdraw(self, tag: str) -> None:
        """Take the toast of ``tag`` away, if its member still can. Never raises."""
        async with self._turn:
            member = self._shown_by.pop(tag, None)
            if member is not None and not self._is_resting(member):
                await self._attempt(member, _done(member.withdraw(tag)))

    async def close(self) -> None:
        """Close all members; what fails now is only recorded."""
        for member in self._members:
            await self._attempt(member, _done(member.close()))

    async def _attempt(self, member: ToastMember, call: Awaitable[bool]) -> bool | None:
        """Return the answer of ``call``; None when there is none, which is recorded."""
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await call
        except TimeoutError:
            self._rest(member, member.service, "timeout")
        except ServiceDownError as exc:
            self._rest(member, member.service, exc.reason)
        except ToastsForbiddenError as exc:
            self._forbidding.add(member.name)
            self._rest(member, member.name, exc.reason)
        except NotShownError as exc:
            self._rest(member, member.name, exc.reason)
        except Exception as exc:
            # Whatever a desktop's notification service or a foreign library throws at us, the
            # next member must get its chance: this is the promise of the chain.
            self._rest(member, member.name, type(exc).__name__)
            logger.warning("toast member raised", exc_info=True, extra={"member": member.name})
        else:
            self._forbidding.discard(member.name)
            if self._skipped.pop(member.name, None) is not None:
                logger.info("toast member works again", extra={"member": member.name})
            return answer
        return None

    def _rest(self, member: ToastMember, key: str, reason: str) -> None:
        self._rest_until[key] = self._monotonic() + self._rest_s
        if self._skipped.get(member.name) != reason:
            logger.info("toast member skipped", extra={"member": member.name, "reason": reason})
        self._skipped[member.name] = reason

    def _is_resting(self, member: ToastMember) -> bool:
        now = self._monotonic()
        return any(self._rest_until.get(key, now) > now for key in (member.name, member.service))

    def _remember(self, tag: str, member: ToastMember) -> None:
        self._shown_by[tag] = member
        self._shown_by.move_to_end(tag)
        while len(self._shown_by) > MAX_TAGS:
            self._shown_by.popitem(last=False)


async def _done(call: Awaitable[None]) -> bool:
    await call
    return True
