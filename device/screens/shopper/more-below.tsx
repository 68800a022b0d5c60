import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Part of the height of the page that one press scrolls on; the last row stays in sight. */
const step = 0.75;

/** Says that the shelf goes on below, as long as it does, and leads there: not everybody tries to scroll. */
export function MoreBelow() {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const [isMore, setMore] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setMore(!entry?.isIntersecting));
    observer.observe(end.current!);
    return () => observer.disconnect();
  }, []);
  function scrollOn(): void {
    const page = end.current?.closest('main');
    page?.scrollBy({ top: page.clientHeight * step, behavior: 'smooth' });
  }
  return (
    <>
      <div ref={end} className="shelf-end" />
      {isMore && (
        <button type="button" className="more" onClick={scrollOn}>
          {t('shelf.more')}
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M5 9l7 7 7-7" />
          </svg>
        </button>
      )}
    </>
  );
}
