// pure
const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The ten digits in another order (Fisher and Yates); `random` gives numbers from 0 up to, not including, 1. */
export function shuffled(random: () => number): string[] {
  const order: string[] = [...digits];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
