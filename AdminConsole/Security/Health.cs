using AdminConsole.Domain.Model;

namespace AdminConsole.Security;

/// <summary>For whoever runs the site: does the process live, and can it work.</summary>
internal static class Health
{
    public const string Root = "/health";

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Root + "/live", () => Results.Text("live")).AllowAnonymous();
        endpoints.MapGet(Root + "/ready", async (DatabaseSetup setup, CancellationToken cancel) =>
        {
            var state = await setup.LookAsync(cancel);
            return Results.Text(state.ToString(), statusCode: state is DatabaseState.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymous();
    }
}
