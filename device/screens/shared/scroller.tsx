// What is longer than its room scrolls by a finger and by two large buttons: not everybody can swipe, or tries to (SCR-36).
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Part of the room that one press moves by; the last row stays in sight. */
const step = 0.75;

interface Ends {
  overflows: boolean;
  atStart: boolean;
  atEnd: boolean;
}

interface ScrollerProps {
  className?: string;
  /** A change of it goes back to the start. */
  resetOn?: unknown;
  children: ReactNode;
}

export function Scroller({ className = '', resetOn, children }: ScrollerProps) {
  const room = useRef<HTMLDivElement>(null);
  const [ends, setEnds] = useState<Ends>({ overflows: false, atStart: true, atEnd: true });
  useEffect(() => {
    const element = room.current!;
    const measure = () => setEnds((last) => sameOr(last, endsOf(element)));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(element.firstElementChild!);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  useEffect(() => {
    room.current!.scrollTo(0, 0);
  }, [resetOn]);
  return (
    <div className={`scroller ${className}`}>
      <div className="scroller-room" ref={room}>
        <div className="scroller-content">{children}</div>
      </div>
      {ends.overflows && <ScrollButtons ends={ends} onScroll={(by) => scroll(room.current!, by)} />}
    </div>
  );
}

function ScrollButtons({ ends, onScroll }: { ends: Ends; onScroll(by: 1 | -1): void }) {
  const { t } = useTranslation();
  return (
    <div className="scroll-buttons">
      <button type="button" data-testid="scroll-back" disabled={ends.atStart} onClick={() => onScroll(-1)}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 15l7-7 7 7" />
        </svg>
        {t('scroll.back')}
      </button>
      <button type="button" data-testid="scroll-on" disabled={ends.atEnd} onClick={() => onScroll(1)}>
        {t(ends.atEnd ? 'scroll.end' : 'scroll.on')}
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 9l7 7 7-7" />
        </svg>
      </button>
    </div>
  );
}

/** A page written in columns scrolls sideways. */
const isVertical = (element: Element): boolean =>
  getComputedStyle(element).writingMode.startsWith('vertical');

function endsOf(element: HTMLElement): Ends {
  const [at, room, length] = isVertical(element)
    ? [Math.abs(element.scrollLeft), element.clientWidth, element.scrollWidth]
    : [element.scrollTop, element.clientHeight, element.scrollHeight];
  return { overflows: length > room + 2, atStart: at <= 2, atEnd: at + room >= length - 2 };
}

const sameOr = (last: Ends, next: Ends): Ends =>
  last.overflows === next.overflows && last.atStart === next.atStart && last.atEnd === next.atEnd
    ? last
    : next;

function scroll(element: HTMLElement, by: 1 | -1): void {
  const distance = by * step;
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  if (!isVertical(element)) return element.scrollBy({ top: distance * element.clientHeight, behavior });
  const towards = getComputedStyle(element).writingMode === 'vertical-rl' ? -1 : 1;
  element.scrollBy({ left: towards * distance * element.clientWidth, behavior });
}
