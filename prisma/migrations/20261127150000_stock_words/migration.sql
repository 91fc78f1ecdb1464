-- A movement of its own for what a count finds. Alone in its file: a new word cannot be used in the transaction that adds it.
ALTER TYPE "stock_movement_kind" ADD VALUE 'COUNT';
