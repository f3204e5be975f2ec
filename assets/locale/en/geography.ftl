# geography
