import type { ReactNode } from 'react';

/** A name and its value in a list of facts (`dl`). */
export function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className="number">{value}</dd>
    </div>
  );
}
