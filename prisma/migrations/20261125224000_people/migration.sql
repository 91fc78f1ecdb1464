-- A person's own profile: one person may work in several workshops, each of which keeps a number of its own for them.
ALTER TABLE "user" ADD COLUMN phone text;
-- How dates and sums are written to them (BCP 47). Those who were here before wrote to nobody in any other way.
ALTER TABLE "user" ADD COLUMN language text NOT NULL DEFAULT 'en-GB';
-- Kept as it is dialled from anywhere, as customers' numbers are.
ALTER TABLE "user" ADD CONSTRAINT user_phone_e164 CHECK (phone IS NULL OR phone ~ '^\+[1-9][0-9]{5,14}$');
-- A language that no formatter knows would break every page of theirs.
ALTER TABLE "user" ADD CONSTRAINT user_language_tag CHECK (language ~ '^[a-z]{2,3}(-[A-Z]{2})?$');
