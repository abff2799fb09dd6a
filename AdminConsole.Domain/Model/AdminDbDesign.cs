using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AdminConsole.Domain.Model;

/// <summary>Lets « dotnet ef migrations add » build the model; it never connects.</summary>
internal sealed class AdminDbDesign : IDesignTimeDbContextFactory<AdminDb>
{
    public AdminDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<AdminDb>().UseNpgsql("Host=unused").Options);
}
