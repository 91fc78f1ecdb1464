import { Check } from "lucide-react";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { permissionWords } from "#/domain/permission-words.ts";
import { may, permissionNames, roles } from "#/domain/permissions.ts";
import { roleWords } from "#/domain/role-words.ts";

/** What each role may do: the very table by which the server decides. */
export function PermissionMatrix() {
  return (
    <Table label="What each role may do">
      <TableHead>
        <tr>
          <HeadCell>May</HeadCell>
          {roles.map((role) => (
            <HeadCell
              className="text-center max-md:h-auto max-md:px-1 max-md:py-2 max-md:[writing-mode:vertical-rl]"
              key={role}
            >
              {roleWords[role]}
            </HeadCell>
          ))}
        </tr>
      </TableHead>
      <TableBody>
        {permissionNames.map((permission) => (
          <Row key={permission}>
            <Cell className="md:min-w-48">{permissionWords[permission]}</Cell>
            {roles.map((role) => (
              <Cell className="text-center max-md:px-1" key={role}>
                {may(role, permission) ? (
                  <>
                    <Check aria-hidden className="mx-auto text-ok" size={14} strokeWidth={2} />
                    <span className="sr-only">Yes</span>
                  </>
                ) : (
                  <span className="text-ink-3">
                    <span aria-hidden>·</span>
                    <span className="sr-only">No</span>
                  </span>
                )}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
