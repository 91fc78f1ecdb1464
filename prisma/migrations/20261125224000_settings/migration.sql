-- Settings are changed by several people: each change names the version it was made on, and loses to one made meanwhile.
ALTER TABLE "tenant" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "branch" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "service_bay" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

-- Hours of each weekday, Monday first; null on a day when the branch is closed.
ALTER TABLE "branch" ADD COLUMN "week_hours" JSONB NOT NULL DEFAULT '[{"opens":"08:00","closes":"18:00"},{"opens":"08:00","closes":"18:00"},{"opens":"08:00","closes":"18:00"},{"opens":"08:00","closes":"18:00"},{"opens":"08:00","closes":"18:00"},null,null]';
UPDATE branch SET week_hours = to_jsonb(array_fill(jsonb_build_object('opens', opens_at, 'closes', closes_at), ARRAY[7]));
-- A week has seven days, and a day ends after it begins: what offers times leans on both.
ALTER TABLE branch ADD CONSTRAINT branch_week_hours CHECK (
  jsonb_array_length(week_hours) = 7
  AND jsonb_array_length(jsonb_path_query_array(week_hours, '$[*] ? (@ == null ||
    (@.opens like_regex "^([01][0-9]|2[0-3]):[0-5][0-9]$" && @.closes like_regex "^([01][0-9]|2[0-3]):[0-5][0-9]$" && @.opens < @.closes))')) = 7);
ALTER TABLE branch DROP CONSTRAINT branch_wall_time;
ALTER TABLE "branch" DROP COLUMN "opens_at", DROP COLUMN "closes_at";

-- Invoice prefixes that the branch has left. No branch takes one again: a series would go on under another hand.
ALTER TABLE "branch" ADD COLUMN "former_prefixes" TEXT[] DEFAULT ARRAY[]::TEXT[];
