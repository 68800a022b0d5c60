/** The page's only ornament: a seal that says "certified". */
export function Seal() {
  return (
    <svg className="seal" viewBox="0 0 64 64" aria-hidden="true">
      <rect x="1.5" y="1.5" width="61" height="61" rx="9" fill="#14512f" />
      <rect x="6" y="6" width="52" height="52" rx="5.5" fill="none" stroke="#cfe0cd" strokeWidth="1.5" />
      <path
        d="M18 33.5l10 10 19-23"
        fill="none"
        stroke="#fff"
        strokeWidth="6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
