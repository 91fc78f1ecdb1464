import { widthOf } from "../pdf/shape.ts";
import { INK, type Sheet } from "./sheet.ts";

export const PLATE_HEIGHT = 15;
const SIZE = 10;
const TRACKING = 0.045;
const BAND = 3.4;
const RADIUS = 2.2;

/** The car's name as it wears it: black band, frame, narrow letters. `top` is the frame's upper edge. */
export const drawPlate = (sheet: Sheet, plate: string, x: number, top: number): void => {
  const { doc } = sheet;
  const width = BAND + 5 + widthOf(plate, "plate", SIZE, TRACKING) + 5;
  doc.addContent("q");
  doc.roundedRect(x, top, width, PLATE_HEIGHT, RADIUS);
  doc.addContent(`W n ${INK} rg ${x.toFixed(2)} ${top.toFixed(2)} ${BAND} ${PLATE_HEIGHT} re f Q`);
  doc.roundedRect(x, top, width, PLATE_HEIGHT, RADIUS);
  doc.addContent(`${INK} RG 0.7 w S`);
  sheet.draw(plate, {
    x: x + BAND + 5,
    baseline: top + PLATE_HEIGHT / 2 + SIZE * 0.345,
    size: SIZE,
    style: "plate",
    tracking: TRACKING,
  });
};
