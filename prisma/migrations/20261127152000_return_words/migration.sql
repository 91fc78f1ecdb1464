-- A movement of its own for what goes back to its supplier.
ALTER TYPE "stock_movement_kind" ADD VALUE 'SUPPLIER_RETURN';
