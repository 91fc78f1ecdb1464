import { readdirSync } from "node:fs";
import path from "node:path";

/**
 * All files under a folder, deepest included, sorted; entries whose name is in `skip` are left out.
 * @param {string} folder
 * @param {string[]} [skip]
 * @returns {string[]}
 */
export function filesUnder(folder, skip = []) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skip.includes(entry.name))
    .flatMap((entry) => {
      const full = path.join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(full, skip) : [full];
    })
    .sort();
}
