"""``make bench``: what the product's parts cost, as ratios measured in one run."""

from scripts.bench import write_path


def main() -> None:
    """Measure and print one table per part."""
    print("Ticket commands on SQLite with full durability; medians, the ways taking turns.\n")
    rows = write_path.run()
    reference = rows[-1].commands_per_s
    print(f"{'':42} {'commands/s':>12} {'p99 ms':>8} {'ratio':>6}")
    for row in rows:
        ratio = row.commands_per_s / reference
        print(f"{row.what:42} {row.commands_per_s:12,.0f} {row.p99_ms:8.1f} {ratio:6.2f}")


if __name__ == "__main__":
    main()
