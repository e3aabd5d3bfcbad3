"""Bytes of the wire to typed values and back.

The reader is tolerant (unknown fields are ignored, unknown events are kept as such), the writer
is strict: an event that would carry anything but ids, enumerations, numbers and times is refused
before it is stored.
"""

from typing import TypeVar

import msgspec

from common.errors import ContractError
from common.events import AnyEvent, Positions, UnknownEvent

_T = TypeVar("_T")


_EVENT: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_UNKNOWN = msgspec.json.Decoder(UnknownEvent)
_UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError)
"""What bytes that are no JSON of the shape make msgspec raise; the last by their nesting."""
_UNFIT = (msgspec.ValidationError, UnicodeEncodeError)
"""What values of another shape make msgspec raise; the last by half a character in a text."""


def encode(value: object) -> bytes:
    """Return ``value``, a struct of the contract, as compact JSON."""
    return msgspec.json.encode(value)


def encode_event(event: AnyEvent) -> bytes:
    """Return ``event`` as compact JSON.

    Raises:
        ContractError: A field holds something that is not of its type, free text for instance.
    """
    encoded = msgspec.json.encode(event)
    try:
        _EVENT.decode(encoded)
    except msgspec.ValidationError as exc:
        raise ContractError(detail=str(exc)) from exc
    return encoded


def with_positions(event: bytes, positions: Positions) -> bytes:
    """Return an event that was encoded without positions as a frame that has them."""
    return b'%b,"pos":%b}' % (event[:-1], msgspec.json.encode(positions))


def decode_event(data: bytes | str) -> AnyEvent | UnknownEvent:
    """Return the event in ``data``; one of a later version as an ``UnknownEvent``.

    Raises:
        ContractError: ``data`` is not an event.
    """
    try:
        return _EVENT.decode(data)
    except msgspec.ValidationError:
        return _decode_unknown(data)
    except _UNREADABLE as exc:
        raise ContractError(detail=str(exc)) from exc


def convert_event(value: object) -> AnyEvent | UnknownEvent:
    """Return the event in ``value``, made of dicts, lists and scalars; like ``decode_event``.

    Raises:
        ContractError: ``value`` is not an event.
    """
    try:
        event: AnyEvent = msgspec.convert(value, AnyEvent)
    except _UNFIT:
        return convert(value, UnknownEvent)
    return event


def _decode_unknown(data: bytes | str) -> UnknownEvent:
    try:
        return _UNKNOWN.decode(data)
    except _UNREADABLE as exc:
        raise ContractError(detail=str(exc)) from exc


def decode(data: bytes | str, shape: type[_T]) -> _T:
    """Return JSON ``data`` as a value of ``shape``.

    Raises:
        ContractError: ``data`` is not JSON, or not of this shape.
    """
    try:
        return msgspec.json.decode(data, type=shape)
    except _UNREADABLE as exc:
        raise ContractError(detail=str(exc)) from exc


def convert(value: object, shape: type[_T]) -> _T:
    """Return ``value``, made of dicts, lists and scalars, as a value of ``shape``.

    Raises:
        ContractError: ``value`` is not of this shape.
    """
    try:
        return msgspec.convert(value, shape)
    except _UNFIT as exc:
        raise ContractError(detail=str(exc)) from exc
