-- Movements of their own for what goes to another branch and comes from one.
ALTER TYPE "stock_movement_kind" ADD VALUE 'TRANSFER_OUT';
ALTER TYPE "stock_movement_kind" ADD VALUE 'TRANSFER_IN';
