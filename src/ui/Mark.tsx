/** The sign of Fovea: an iris ring, open where light enters, and the pit off its middle. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M20.9 8.2A9.7 9.7 0 1 1 14.6 2.7" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <circle cx="14.2" cy="9.8" r="4.2" fill="var(--accent)" />
    </svg>
  );
}
