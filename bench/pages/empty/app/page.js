export const metadata = { title: "Empty", description: "A page that says one sentence." };

// Rendered for each request, as every page of ours is.
export const dynamic = "force-dynamic";

export default function Page() {
  return (
    <main>
      <h1>Nothing is on this page.</h1>
    </main>
  );
}
