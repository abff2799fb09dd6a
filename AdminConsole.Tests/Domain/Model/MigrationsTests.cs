using AdminConsole.Making;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AdminConsole.Domain.Model;

public sealed class MigrationsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>Some of them are written by hand. What they forget, the next one that is generated would bring.</summary>
    [Fact]
    public async Task They_make_just_what_the_model_says()
    {
        await using var db = database.Open();

        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await IndexesThatDifferAsync(db));
    }

    /// <summary>The snapshot could say what no migration does: the database itself is asked.</summary>
    private static async Task<IEnumerable<string>> IndexesThatDifferAsync(AdminDb db)
    {
        var there = (await db.Database.SqlQuery<string>($"""
            SELECT i.relname || ' (' || string_agg(a.attname, ', ' ORDER BY k.place) || ')' AS "Value"
            FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace AND n.nspname = 'public'
            CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY k(number, place) JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number
            WHERE NOT x.indisprimary GROUP BY i.relname
            """).ToListAsync(TestContext.Current.CancellationToken)).ToHashSet(StringComparer.Ordinal);
        // What an index holds beside its key is not in the model that queries go by.
        return db.GetService<IDesignTimeModel>().Model.GetEntityTypes().SelectMany(e => e.GetIndexes())
            .Select(i => $"{i.GetDatabaseName()} ({string.Join(", ", i.Properties.Select(p => p.GetColumnName()).Concat(Included(i)))})")
            .Where(index => !there.Contains(index)).Distinct();

        static IEnumerable<string> Included(IIndex index) =>
            (index.GetIncludeProperties() ?? []).Select(name => index.DeclaringEntityType.FindProperty(name)!.GetColumnName());
    }
}
