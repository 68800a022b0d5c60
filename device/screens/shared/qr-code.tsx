import { create } from 'qrcode';

/** A QR code as one drawing, dark on white in every mode: phones read no other. Four cells of quiet zone, as the norm asks. */
export function QrCode({ text, label, id }: { text: string; label: string; id?: string }) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const cells = Array.from(modules.data, (isDark, index) =>
    isDark ? `M${index % size} ${Math.floor(index / size)}h1v1h-1z` : '',
  );
  return (
    <svg
      className="qr"
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      role="img"
      aria-label={label}
      data-testid={id}
      data-text={text}
    >
      <rect x="-4" y="-4" width={size + 8} height={size + 8} fill="#fff" />
      <path d={cells.join('')} fill="#111" shapeRendering="crispEdges" />
    </svg>
  );
}
