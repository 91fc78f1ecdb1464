/** True on Linux systems with musl (Alpine) in place of glibc, for which most programs are built. */
export function hasMusl() {
  if (process.platform !== "linux" || !process.report) return false;
  // Without this the report looks up the name of every network address.
  process.report.excludeNetwork = true;
  return !process.report.getReport().header.glibcVersionRuntime;
}
