/** The migrated database of the test server that every other one is copied from. */
export const templateName = "pitlane_template";
