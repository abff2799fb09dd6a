namespace AdminConsole.Development;

/// <summary>
/// Names as they are in France, as unevenly spread as there: a head of real and frequent names, with accents, particles and
/// apostrophes, and a long tail put together from syllables, so that a million people are not all called Martin.
/// </summary>
internal static class DemoNames
{
    private static readonly Weighted Families = new(0.6,
        "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard "
        + "Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier "
        + "Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier "
        + "Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard "
        + "Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez "
        + "Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Poirier Marty "
        + "Aubry Guyot Carré Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Le_Gall Collet Léger Bouvier Prévost Millet "
        + "Perrot Le_Roux Cousin Germain Breton Besson Langlois Rémy Le_Goff Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet Hamon "
        + "Boulanger Jacob Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Da_Silva Bouchet Lemaître "
        + "Bénard Maréchal Humbert Reynaud Hoarau Perret Barthélémy Cordier Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte Diallo Traoré "
        + "Nguyen N'Guyen Benali Haddad Saïdi El_Amrani Ben_Ahmed Coulibaly Camara Cissé Keïta Konaté Diop N'Diaye Fofana Touré Sylla Ferreira Pereira "
        + "Dos_Santos De_Oliveira Gomes Costa Tran Pham Chen Yılmaz Kaya Singh Bouzid Mansouri Chérif Dupré Dupond Duchêne D'Almeida De_La_Tour Saint-Martin "
        + "L'Huillier Œuvrard De_La_Fontaine Du_Plessis Le_Bihan Kowalski Nowak Popescu Müller Núñez D'Angelo O'Brien M'Barek N'Dour");

    private static readonly string[] Starts =
        ("Ba Beau Be Bo Bou Bra Bri Bru Ca Cha Che Clo Co Cou Da De Dou Du Fau Fe Fo Fou Ga Gau Ge Gi Gou Gra Gui Ha Jau Jo La Lau Le Lou Ma Mau Mé Mo Mou Na No "
        + "Pa Pé Pi Poi Pou Ra Re Ri Ro Rou Sa Sau Si Ta Thi Tou Va Vau Ve Vi").Split(' ');
    private static readonly string[] Middles = "r l n d t v ch rt rd lm rb ll ss gn nd nt rm lb st mb rv br".Split(' ');
    private static readonly string[] Ends = "ard at aud ault aux eau el ert et ette ier in illon ois on ot oux y aire ande ère ès é ic ec uet iot and ant ent".Split(' ');

    private static readonly Weighted Girls = new(0.6,
        "Louise Jade Emma Alice Léa Chloé Lina Mila Rose Anna Inès Zoé Manon Léna Camille Lola Juliette Ambre Agathe Julia Romane Jeanne Sarah Lucie Éva Nina "
        + "Adèle Margaux Clara Inaya Élise Yasmine Charlotte Victoire Iris Océane Maëlys Éléonore Anaïs Mathilde Noémie Apolline Héloïse Lou-Anne Anne-Sophie "
        + "Assia Aya Fatoumata Aïcha Kenza Lise Célia Maëlle Salomé Zélie Gabrielle Capucine Suzanne Lilou Elsa Marie Lou Marie-Lou Ève Océane Thaïs Solène");
    private static readonly Weighted Boys = new(0.6,
        "Gabriel Léo Raphaël Louis Arthur Jules Adam Lucas Hugo Maël Nathan Noah Ethan Paul Sacha Tom Gabin Théo Mohamed Aaron Enzo Liam Mathis Timéo Noé Axel "
        + "Victor Antoine Martin Robin Clément Maxime Baptiste Samuel Rayan Yanis Ibrahim Amine Augustin Évan Valentin Simon Alexandre Maxence Nolan Eliott Marius "
        + "Côme Gaspard Joseph Jean Jean-Baptiste Loïc Mamadou Ismaël Kylian Esteban Malo Erwan Zacharie François Pierre-Louis Kaïs Ömer José Thibault");
    private static readonly Weighted Women = new(0.6,
        "Nathalie Isabelle Sandrine Céline Stéphanie Sophie Aurélie Émilie Julie Virginie Laetitia Valérie Christelle Delphine Karine Laurence Véronique Christine "
        + "Audrey Vanessa Élodie Caroline Séverine Catherine Mélanie Sylvie Hélène Marie Anne Claire Laure Pauline Fatima Nadia Samira Khadija Aminata Marie-Claire "
        + "Anne-Marie Anne-Laure Marie-Pierre Florence Gaëlle Béatrice Cécile Agnès Françoise Corinne Amélie Charlotte Mathilde Maria Leïla Sabrina Magali Ingrid");
    private static readonly Weighted Men = new(0.6,
        "Christophe Nicolas Sébastien Stéphane Frédéric David Laurent Philippe Éric Olivier Julien Jérôme Thierry Pascal Guillaume Vincent Alexandre Cédric François "
        + "Thomas Bruno Patrick Arnaud Fabrice Emmanuel Benoît Grégory Mickaël Ludovic Karim Mohamed Rachid Yann Loïc Hervé Gilles Franck Didier Marc Xavier "
        + "Jean-Pierre Jean-Luc Jean-François Jean-Marc Jean-Philippe Pierre-Yves Michel Alain Antoine Mathieu Romain Samuel Ousmane Mamadou José Luis Raphaël Gaël");

    /// <summary>A family name: two people in five share the frequent ones; some tails carry a particle or are double.</summary>
    public static string Family(Random random) => random.NextDouble() switch
    {
        < 0.42 => Families.Pick(random),
        < 0.45 => Families.Pick(random) + "-" + Tail(random),
        < 0.48 => "Le " + Tail(random),
        < 0.49 => "De La " + Tail(random),
        < 0.50 => "Du " + Tail(random),
        _ => Tail(random),
    };

    public static string Child(Random random, bool girl) => (girl ? Girls : Boys).Pick(random);

    public static string Adult(Random random, bool woman) => (woman ? Women : Men).Pick(random);

    private static string Tail(Random random)
    {
        // The square makes the first of some 40,000 names far more frequent than the last.
        var place = (int)(Starts.Length * Middles.Length * Ends.Length * random.NextDouble() * random.NextDouble());
        var start = Starts[place % Starts.Length];
        var middle = Middles[place / Starts.Length % Middles.Length];
        return start + middle + Ends[place / Starts.Length / Middles.Length];
    }

    /// <summary>A list in which the n-th word is drawn in proportion to 1 / (n + 5) to some power.</summary>
    private sealed class Weighted
    {
        private readonly string[] words;
        private readonly double[] sums;

        public Weighted(double power, string list)
        {
            words = [.. list.Split(' ').Select(word => word.Replace('_', ' '))];
            sums = new double[words.Length];
            for (var i = 0; i < words.Length; i++) sums[i] = (i > 0 ? sums[i - 1] : 0) + Math.Pow(i + 5, -power);
        }

        public string Pick(Random random)
        {
            var place = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            return words[place < 0 ? ~place : place];
        }
    }
}
