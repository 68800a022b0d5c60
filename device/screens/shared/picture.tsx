import type { Category } from '@zhuangui/protocol/catalog.ts';
import { type CSSProperties, useState } from 'react';
import { drawings, tints } from './drawings.tsx';

interface PictureProps {
  category: Category;
  /** Path of a photograph on this counter; a missing or broken one leaves the drawing. */
  src?: string | undefined;
}

/** Decorative: the words beside it say what it is. */
export function Picture({ category, src }: PictureProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const isPhoto = src !== undefined && src !== broken;
  return (
    <span
      className={`picture ${isPhoto ? 'is-photo' : ''}`}
      style={{ '--tint': tints[category] } as CSSProperties}
      aria-hidden="true"
    >
      {isPhoto ? (
        <img src={src} alt="" draggable={false} onError={() => setBroken(src)} />
      ) : (
        <svg viewBox="0 0 120 120" aria-hidden="true">
          <ellipse cx="60" cy="106" rx="40" ry="7" fill="#3a3226" opacity="0.12" />
          {drawings[category]}
        </svg>
      )}
    </span>
  );
}
