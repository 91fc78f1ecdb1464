/** What a notice says of a car: `YT68 RZA is on Bay 3, 10:00 to 11:00`. */
export const Said = ({ plate, children }: { plate: string; children: string }) => (
  <>
    <b className="font-strong">{plate}</b> {children}
  </>
);
